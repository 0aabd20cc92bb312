import type { Change } from '../../policies/changes/change.ts';

/** The changes of a stack, those that somebody made apart from those that only come from them. */
export interface SortedChanges {
  readonly made: readonly Change[];
  readonly derived: readonly Change[];
  /** What the derived ones are, in a sentence; empty where there are none. */
  readonly says: string;
}

const NOUNS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'AWS::Lambda::Version': ['new version of a function', 'new versions of functions'],
  'AWS::ApiGateway::Deployment': ['new deployment of an API', 'new deployments of APIs'],
};

function derivedWords(derived: readonly Change[]): string {
  const fresh = derived.filter((change) => change.derived === 'new');
  const naming = derived.filter((change) => change.derived === 'reference').length;
  if (fresh.length === 0) return '';
  const counts = [...Map.groupBy(fresh, ({ type }) => type)].map(([type, { length }]) => {
    const [one, many] = NOUNS[type] ?? [`new ${type}`, `new ${type}`];
    return `${length} ${length === 1 ? one : many}`;
  });
  const place = fresh.length === 1 ? 'takes the place of the earlier one' : 'take the place of the earlier ones';
  const rest =
    naming === 0
      ? ''
      : `; ${naming} other ${naming === 1 ? 'change only names' : 'changes only name'} ${fresh.length === 1 ? 'it' : 'them'}`;
  return `${counts.join(' and ')} ${place}${rest}.`;
}

/** Sorts the changes of a stack, for a page and a terminal alike. Pure. */
export function sortChanges(changes: readonly Change[]): SortedChanges {
  const derived = changes.filter((change) => change.derived !== undefined);
  return { made: changes.filter((change) => change.derived === undefined), derived, says: derivedWords(derived) };
}
