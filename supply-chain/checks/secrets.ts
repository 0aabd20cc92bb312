import type { Finding } from './finding.ts';
import { secretRules } from './secret-rules.ts';

/** A file as somebody has committed it. */
export interface ScannedText {
  readonly path: string;
  /** Where it is, for who has to act, such as the commit that brought it in. */
  readonly where: string;
  readonly text: string;
}

/** A secret is shown by its first characters alone: a report must not spread it. */
const SHOWN_CHARACTERS = 6;

/** What looks like a secret in these texts. Pure. */
export function secretFindings(texts: readonly ScannedText[]): readonly Finding[] {
  return texts.flatMap(({ path, where, text }) =>
    secretRules.flatMap(({ name, pattern, isSecret = () => true }) =>
      [...text.matchAll(pattern)]
        .filter(([match]) => isSecret(match))
        .map(({ 0: match, index }) => ({
          id: `secret:${name}:${path}`,
          text:
            `${path}:${text.slice(0, index).split('\n').length} (${where}) holds what looks like a ${name}: ` +
            `"${match.slice(0, SHOWN_CHARACTERS)}...". Revoke it: whoever has the repository has it, also when a later commit removes it`,
        })),
    ),
  );
}

/** Of so many bytes git looks at, to tell a text: it has no zero byte among them. */
const LOOKED_AT = 8_000;
/** Whether a file is text. */
export const isText = (contents: Uint8Array): boolean => !contents.subarray(0, LOOKED_AT).includes(0);
/** Whether what was added to a file is text. */
export const hasNoZero = (added: string): boolean => !added.slice(0, LOOKED_AT).includes('\0');
