import { secretRules } from '../supply-chain/checks/secret-rules.ts';

/** Names of variables whose value is a secret, by the words that people use. An id, a name or a path of one is none. */
const SECRET_NAME = /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY)S?$/i;

/** The kinds of credentials that a text holds, by the names of their rules. Never the credential itself: what is found is printed. */
export const keyLikeKinds = (text: string): readonly string[] =>
  secretRules.filter(({ pattern }) => text.search(pattern) >= 0).map(({ name }) => name);

/** Whether a variable of this name holds a secret. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);
