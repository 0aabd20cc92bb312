/** What a secret looks like in a text. */
export interface SecretRule {
  readonly name: string;
  readonly pattern: RegExp;
  /** Whether a match in what people write is a secret, where the pattern alone does not say: they write examples as well. */
  readonly isSecret?: (match: string) => boolean;
}

/** Bits a character from which text is taken for drawn by chance. Words and names stay below it. */
const RANDOM_BITS = 3.5;

/** Shannon's entropy of the characters of a text, in bits a character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / text.length;
    return bits - share * Math.log2(share);
  }, 0);
}

/** The last run of characters that may be a secret. */
const secretIn = (match: string): string => match.match(/[A-Za-z0-9/+_=-]+(?=\W*$)/)?.[0] ?? '';
const isRandom = (match: string): boolean => entropy(secretIn(match)) >= RANDOM_BITS;
/** From this length on a password of two kinds of characters is taken for one that is drawn. */
const LONG_PASSWORD = 12;
/** The part of the most entropy that its length allows. */
const DRAWN_SHARE = 0.85;

/** Whether a short text is drawn and no word: of several kinds of characters, and hardly one of them twice. */
function isPassword(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9_.-]/].filter((kind) => kind.test(text)).length;
  const isMixed = kinds > 2 || (kinds === 2 && text.length >= LONG_PASSWORD);
  return isMixed && entropy(text) >= Math.min(RANDOM_BITS, DRAWN_SHARE * Math.log2(text.length));
}

/** AWS writes its examples so. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const isNoExample = (match: string): boolean => !/EXAMPLE/i.test(match);

/** From this length on a password in an address is none that is only made up for an example. */
const SHORTEST_PASSWORD = 8;

/** Whether the password of an address is one that is drawn. What is on the machine itself is nobody else's. */
function isPasswordOfOthers(match: string): boolean {
  const [, password = '', host = ''] = /:([^:@]*)@(.*)$/.exec(match) ?? [];
  const isQuoted = /["'`]/.test(match);
  const isLocal = /^(?:127\.0\.0\.1|localhost)/.test(host);
  return !isQuoted && !isLocal && password.length >= SHORTEST_PASSWORD && isPassword(password);
}

/** Built of parts, so that this file is not a finding itself. OpenPGP has its armor end with a word more. */
const PEM = `${'-'.repeat(5)}BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?${'-'.repeat(5)}`;

/**
 * The one list of what a secret looks like. Templates and environments are held against the patterns alone, as nobody writes an example
 * there. No part of a pattern is without a bound before what tells it from other text: what is searched may be one long line.
 */
export const secretRules: readonly SecretRule[] = [
  {
    // They begin with four letters by their kind, and two kinds are keys; the rest is base 32.
    name: 'aws-access-key-id',
    pattern: /(?<![A-Z0-9])(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{16}(?![A-Z0-9])/g,
    isSecret: (match) => /^A[KS]IA[A-Z2-7]+$/.test(match) && isNoExample(match),
  },
  {
    name: 'aws-secret-access-key',
    pattern: /(?:aws|secret)[\w.-]{0,200}["']?\s{0,40}(?:[:=]|=>)\s{0,40}["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/gi,
    // Forty characters drawn by chance hold a digit; long names in one word do not.
    isSecret: (match) => isNoExample(match) && isRandom(match) && /\d/.test(secretIn(match)),
  },
  { name: 'private-key', pattern: new RegExp(PEM, 'g') },
  {
    name: 'github-token',
    pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,})/g,
    isSecret: isRandom,
  },
  { name: 'gitlab-token', pattern: /(?<!\w)glpat-[\w-]{20,}/g, isSecret: isRandom },
  { name: 'npm-token', pattern: /(?<!\w)npm_[A-Za-z0-9]{36,}/g, isSecret: isRandom },
  { name: 'npm-auth', pattern: /_authToken\s*=\s*[\w-]{20,}/g, isSecret: isRandom },
  { name: 'slack-token', pattern: /(?<!\w)xox[abopsr]-[\w-]{10,}/g, isSecret: isRandom },
  {
    name: 'slack-web-hook',
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]{20,}/g,
    isSecret: isRandom,
  },
  { name: 'stripe-key', pattern: /(?<!\w)[sr]k_live_[A-Za-z0-9]{20,}/g, isSecret: isRandom },
  { name: 'google-api-key', pattern: /(?<!\w)AIza[\w-]{35}/g, isSecret: isRandom },
  {
    name: 'json-web-token',
    pattern: /(?<!\w)eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g,
    isSecret: isRandom,
  },
  {
    name: 'password-in-url',
    pattern: /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@<>${}]+:[^\s/:@<>${}]+@[\w.-]*/gi,
    isSecret: isPasswordOfOthers,
  },
];
