import { type Acceptance, TRAILER } from './accept.ts';
import { APPROVAL_ROOM, inRoom } from './approval-room.ts';
import type { Change, ChangeClass } from './change.ts';
import type { StackChanges } from './compare-stacks.ts';

const CLASSES: readonly ChangeClass[] = ['oneWay', 'twoStep', 'reversible'];
const WORDS: Readonly<Record<ChangeClass, string>> = {
  oneWay: 'one-way',
  twoStep: 'two-step',
  reversible: 'reversible',
};

/** The report for a log: every stack with its figures, and every change that is not reversible. */
export function reportLines(stacks: readonly StackChanges[]): readonly string[] {
  return stacks.flatMap(({ stack, origins, changes }) => [
    origins.length === 0
      ? `${stack}: this pipeline has deployed nothing to it yet, so there is nothing to compare with`
      : `${stack}: ${figures(changes)} (against what was ${origins.join(', and ')})`,
    ...changes
      .filter((change) => change.class !== 'reversible')
      .flatMap((change) => [
        `  ${WORDS[change.class].toUpperCase()}  ${change.name}`,
        `    ${change.reason}`,
        `    Without: ${change.remedy}`,
      ]),
  ]);
}

/** What the commit accepts, and what stops the release. */
export function verdictLines({ accepted, refused, unused }: Acceptance): readonly string[] {
  const names = [...new Set(refused.map(({ name }) => name))];
  return [
    ...accepted.map(({ name }) => `Accepted by the commit: ${name}`),
    ...unused.map((name) => `The commit accepts '${name}', which this release does not change in one way`),
    ...(names.length === 0
      ? ['No one-way change stops this release.']
      : [
          `STOPPED: ${count(names.length, 'one-way change')} that the commit does not accept. Do it in two steps, or end the commit message with:`,
          '',
          ...names.map((name) => `${TRAILER}: ${name}`),
        ]),
  ];
}

/** One line for an approver, with the names of the one-way changes as far as there is room. */
export function changeSummary(stacks: readonly StackChanges[]): string {
  if (stacks.every(({ origins }) => origins.length === 0)) return 'First release: nothing is deployed yet.';
  const changes = new Map(stacks.flatMap((stack) => stack.changes).map((change) => [change.name, change]));
  const oneWay = [...changes.values()].filter((change) => change.class === 'oneWay').map(({ name }) => name);
  return `Changes: ${figures([...changes.values()])}.${oneWay.length === 0 ? '' : ` One-way, accepted by the commit: ${inRoom(oneWay, ', ', APPROVAL_ROOM.oneWayChanges)}.`}`;
}

function figures(changes: readonly Change[]): string {
  if (changes.length === 0) return 'no change';
  return CLASSES.map((one) => [changes.filter((change) => change.class === one).length, WORDS[one]] as const)
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
