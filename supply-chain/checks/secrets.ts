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

/** Whether a file is text: git's own test, a zero byte among the first 8,000. */
export const isText = (contents: Uint8Array): boolean => !contents.subarray(0, 8_000).includes(0);
