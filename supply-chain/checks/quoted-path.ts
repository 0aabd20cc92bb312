/** What git writes for bytes that have a letter of their own. */
const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

/**
 * A path as git writes it in a patch, read back. One with a quote, a backslash or a control character in it is quoted as in C, whatever
 * `core.quotePath` says of the others; one with blanks ends with a tabulator. Pure.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath
 *
 * @param written its bytes, each as one character
 */
export function unquotedPath(written: string): string {
  const quoted = /^"(.*)"\t?$/.exec(written)?.[1];
  if (quoted === undefined) return written.replace(/\t$/, '');
  return quoted.replace(/\\([0-7]{3}|.)/g, (_, escaped: string) =>
    escaped.length > 1 ? String.fromCharCode(Number.parseInt(escaped, 8)) : (LETTERS[escaped] ?? escaped),
  );
}
