import { APPROVAL_ROOM, inRoom } from '../changes/approval-room.ts';
import { type AssemblyStack, isSameStack } from '../changes/assembly.ts';
import type { Base } from '../changes/compare-stacks.ts';
import { compareControls } from './compare-controls.ts';
import { comparePermissions, type PermissionChanges } from './compare-permissions.ts';
import { grantedBy, type PrincipalGrants } from './granted.ts';
import { grantedWords } from './granted-words.ts';
import { sentences } from './sentences.ts';

/** What a release changes of what is allowed in one stack. */
export interface StackPermissions {
  readonly stack: string;
  /** How a reader knows the stack: its stage, or the stack itself where it is in none. */
  readonly place: string;
  /** `firstRelease`: nothing is deployed; `unknown`: what is deployed is no longer kept. */
  readonly kind: PermissionChanges['kind'] | 'firstRelease' | 'unknown';
  /** What may newly be done, and what no longer holds a release as it did. */
  readonly gained: readonly string[];
  /** What may no longer be done, and what newly holds a release. */
  readonly lost: readonly string[];
  /** All that the stack allows, where it is a first release: all of it is new. @default - it is none */
  readonly granted?: readonly PrincipalGrants[];
}

/** The permissions and controls of a stack against all that may be deployed when its turn comes, each sentence once. */
export function judgePermissions(next: AssemblyStack, bases: readonly Base[]): StackPermissions {
  const place = next.stagePath === '' ? next.name : (next.stagePath.split('/').at(-1) ?? next.name);
  const told = { stack: next.name, place, gained: [], lost: [] };
  if (bases.some(({ stacks }) => stacks === undefined)) return { ...told, kind: 'unknown' };
  const deployed = bases.flatMap(({ stacks }) => stacks?.filter((stack) => isSameStack(stack, next)) ?? []);
  if (deployed.length === 0) return { ...told, kind: 'firstRelease', granted: grantedBy(next) };
  const changes = deployed.map((before) => comparePermissions(before, next));
  const controls = deployed.map((before) => compareControls(before, next));
  const gained = [
    ...new Set([
      ...controls.flatMap((one) => one.gained),
      ...changes.flatMap((one) => sentences(one.gained, 'gained')),
    ]),
  ];
  const lost = [
    ...new Set([...changes.flatMap((one) => sentences(one.lost, 'lost')), ...controls.flatMap((one) => one.lost)]),
  ];
  return { ...told, kind: gained.length > 0 ? 'broadening' : lost.length > 0 ? 'narrowing' : 'none', gained, lost };
}

/** Whether anybody may do anything new in a stack, or nobody can say that they may not. */
export const broadens = ({ kind }: StackPermissions): boolean =>
  kind === 'broadening' || kind === 'firstRelease' || kind === 'unknown';

/** For a log: every sentence of every stack. */
export function permissionLines(stacks: readonly StackPermissions[]): readonly string[] {
  return stacks.flatMap(({ stack, kind, gained, lost, granted = [] }) => [
    `${stack}: permissions: ${WORDS[kind]}${granted.length === 0 ? '' : `: ${grantedWords(granted)}`}`,
    ...granted.flatMap((one) => [`  ${one.who}:`, ...one.sentences.map((sentence) => `  + ${sentence}`)]),
    ...gained.map((sentence) => `  + ${sentence}`),
    ...lost.map((sentence) => `  - ${sentence}`),
  ]);
}

const WORDS: Readonly<Record<StackPermissions['kind'], string>> = {
  broadening: 'BROADENED',
  narrowing: 'narrowed only',
  none: 'unchanged',
  firstRelease: 'all new, as no release has deployed it yet',
  unknown: 'UNKNOWN, as what is deployed is no longer kept',
};

/** One line for the approver of a stage: what becomes broader, in which stages, as far as there is room. */
export function permissionSummary(stacks: readonly StackPermissions[]): string {
  const parts = broaderParts(stacks);
  if (parts.length === 0) {
    return stacks.some(({ kind }) => kind === 'narrowing') ? 'Permissions: narrowed only.' : 'Permissions: unchanged.';
  }
  return `Permissions BROADENED: ${inRoom(parts, '; ', APPROVAL_ROOM.permissions)}.`;
}

/** The same for the security approver, who decides on nothing else, and has more room. */
export function newPermissions(stacks: readonly StackPermissions[]): string {
  const parts = broaderParts(stacks);
  return parts.length === 0 ? 'Nothing.' : `${inRoom(parts, '; ', APPROVAL_ROOM.securityReview)}.`;
}

function broaderParts(stacks: readonly StackPermissions[]): readonly string[] {
  const places = (kind: StackPermissions['kind']) =>
    stacks.filter((one) => one.kind === kind).map(({ place }) => place);
  const bySentence = new Map<string, string[]>();
  for (const { place, gained } of stacks) {
    for (const sentence of gained) bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), place]);
  }
  return [
    ...(places('firstRelease').length > 0 ? [`all of ${places('firstRelease').join(', ')} is new`] : []),
    ...(places('unknown').length > 0 ? [`of ${places('unknown').join(', ')} it is unknown`] : []),
    ...[...bySentence].map(([sentence, where]) => `${sentence} (${where.join(', ')})`),
  ];
}
