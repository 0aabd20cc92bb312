import type { Finding } from './finding.ts';
import { LARGEST_BINARY_BYTES } from './readings.ts';
import { secretRules } from './secret-rules.ts';

/** A text that somebody has committed: a file, in one of the ways to read it, or a message. */
export interface ScannedText {
  readonly path: string;
  /** Where it is, for who has to act, such as the commit that brought it in. */
  readonly where: string;
  readonly text: string;
}

/** A secret is shown by its first characters alone: a report must not spread it. */
const SHOWN_CHARACTERS = 6;

/** A name as it may be printed: control characters in it would be a line or a colour of the log. */
const printable = (name: string): string =>
  name.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** What looks like a secret in these texts, once where it is in several readings of a file. Pure. */
export function secretFindings(texts: readonly ScannedText[]): readonly Finding[] {
  const found = texts.flatMap(({ path: name, where, text }) => {
    const path = printable(name);
    return secretRules.flatMap(({ name, pattern, isSecret = () => true }) =>
      [...text.matchAll(pattern)]
        .filter(([match]) => isSecret(match))
        .map(({ 0: match, index }) => ({
          id: `secret:${name}:${path}`,
          text:
            `${path}:${text.slice(0, index).split('\n').length} (${printable(where)}) holds what looks like a ${name}: ` +
            `"${printable(match.slice(0, SHOWN_CHARACTERS))}...". Revoke it: whoever has the repository has it, also when a later commit removes it`,
        })),
    );
  });
  return [...new Map(found.map((finding) => [finding.text, finding])).values()];
}

/** Says which files were not searched, or not to their end; nothing where there is none. Pure. */
export const notSearched = (files: readonly string[]): string =>
  files.length === 0
    ? ''
    : `; NOT SEARCHED to the end, as larger than ${LARGEST_BINARY_BYTES / 1_000_000} MB: ${files.map(printable).join(', ')}`;
