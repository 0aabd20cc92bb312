import type { Edit } from '../session/workspace.ts';

const FILE = 'pipeline/environments.ts';

/** Lines of Prod's entry that a setting puts others in the place of. */
export interface ProdLines {
  readonly shift?: string;
  readonly expected?: string;
  readonly mustDetect?: string;
  readonly onInconclusive?: string;
}

/** As they stand there. */
const AS_IT_IS: Required<ProdLines> = {
  shift: "shift: { kind: 'canary', percent: 10, minutes: 5 },",
  expected: 'expected: { requestsPerSecond: 2.5, errorRatePercent: 0.1, slowPercent: 0.1 },',
  mustDetect: 'mustDetect: { errorRatePercent: 20 },',
  // Beta has the same line, followed by another.
  onInconclusive: "onInconclusive: 'accept',\n    retainData: true,",
};

const line = (find: string, replace: string | undefined): Edit[] =>
  replace === undefined ? [] : [{ file: FILE, find, replace }];

/** The changes that give Prod these lines. */
export function prodWith({ shift, expected, mustDetect, onInconclusive }: ProdLines): Edit[] {
  return [
    ...line(AS_IT_IS.shift, shift),
    ...line(AS_IT_IS.expected, expected),
    ...line(AS_IT_IS.mustDetect, mustDetect),
    ...line(AS_IT_IS.onInconclusive, onInconclusive && `${onInconclusive}\n    retainData: true,`),
  ];
}
