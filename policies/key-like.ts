/** A kind of text that is, or looks just like, a credential. */
interface KeyLike {
  readonly kind: string;
  readonly pattern: RegExp;
}

const KEY_LIKE: readonly KeyLike[] = [
  { kind: 'access key id of AWS', pattern: /(?<![A-Z0-9])(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{16}(?![A-Z0-9])/ },
  {
    kind: 'secret access key of AWS',
    pattern: /(?:secret|aws_?secret|secret_?access_?key)\w*["']?\s*[:=]\s*["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/i,
  },
  { kind: 'private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/ },
  { kind: 'token of GitHub', pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,})/ },
  { kind: 'token of GitLab', pattern: /(?<!\w)glpat-[A-Za-z0-9_-]{20}/ },
  { kind: 'token of npm', pattern: /(?<!\w)npm_[A-Za-z0-9]{36}/ },
  { kind: 'token of Slack', pattern: /(?<!\w)xox[abposr]-[A-Za-z0-9-]{10,}/ },
  { kind: 'web hook of Slack', pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]{20,}/ },
  { kind: 'key of Stripe', pattern: /(?<!\w)[sr]k_live_[A-Za-z0-9]{20,}/ },
  { kind: 'key of Google', pattern: /(?<!\w)AIza[A-Za-z0-9_-]{35}/ },
  { kind: 'JSON web token', pattern: /(?<!\w)eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
  { kind: 'password in an address', pattern: /[a-z][a-z0-9+.-]*:\/\/[^\s/:@<>$*{}]+:[^\s/:@<>$*{}]+@/i },
];

/** Names of variables whose value is a secret, by the words that people use. An id, a name or a path of one is none. */
const SECRET_NAME = /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY)S?$/i;

/** The kinds of credentials that a text holds. Never the credential itself: what is found is printed. */
export const keyLikeKinds = (text: string): readonly string[] =>
  KEY_LIKE.filter(({ pattern }) => pattern.test(text)).map(({ kind }) => kind);

/** Whether a variable of this name holds a secret. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);
