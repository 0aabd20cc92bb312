import type { Change } from './change.ts';

/** The trailer of a commit message that accepts one-way changes by name; several names are separated by commas. */
export const TRAILER = 'Accepts-One-Way';

/** One-way changes, and whether the commit accepts them. */
export interface Acceptance {
  readonly accepted: readonly Change[];
  /** They stop the release. */
  readonly refused: readonly Change[];
  /** Names that the commit accepts and that this release does not have: a slip, or a change that is released already. */
  readonly unused: readonly string[];
}

/**
 * Names in the trailers of a commit message: lines of its last paragraph, as git reads them.
 * https://git-scm.com/docs/git-interpret-trailers
 */
export function acceptedNames(commitMessage: string): readonly string[] {
  const paragraphs = commitMessage
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n\s*\n/);
  // The first paragraph is the subject, which holds no trailer.
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '') : '';
  return last.split('\n').flatMap((line) => {
    const [, key = '', value = ''] = /^([A-Za-z0-9-]+)\s*:\s*(.*)$/.exec(line) ?? [];
    return key.toLowerCase() === TRAILER.toLowerCase()
      ? value
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '')
      : [];
  });
}

/** Holds the one-way changes of a release against what its commit accepts. Pure. */
export function judgeAcceptance(changes: readonly Change[], commitMessage: string): Acceptance {
  const names = new Set(acceptedNames(commitMessage));
  const oneWay = changes.filter((change) => change.class === 'oneWay');
  const present = new Set(oneWay.map(({ name }) => name));
  return {
    accepted: oneWay.filter(({ name }) => names.has(name)),
    refused: oneWay.filter(({ name }) => !names.has(name)),
    unused: [...names].filter((name) => !present.has(name)),
  };
}
