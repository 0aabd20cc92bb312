import { type AssemblyStack, isSameStack } from './assembly.ts';
import type { Change } from './change.ts';
import { compareTemplates } from './compare-templates.ts';
import { parseTemplate } from './template.ts';

/** What a stack is compared with. */
export interface Base {
  /** Where it comes from, in a sentence, such as `deployed by execution 1a2b3c4d`. */
  readonly origin: string;
  /** Undefined where it is known that something is deployed, and not what. */
  readonly stacks: readonly AssemblyStack[] | undefined;
}

/** The changes of one stack. */
export interface StackChanges {
  readonly stack: string;
  readonly stagePath: string;
  /** What it was compared with; empty at its first release. */
  readonly origins: readonly string[];
  readonly changes: readonly Change[];
}

/**
 * The changes that a stack of a release makes to all that may be deployed when its turn comes: what is deployed now, and
 * what releases that are under way deploy before. A change against several of them is told once.
 *
 * @param bases without those that do not hold the stack
 */
export function compareStack(next: AssemblyStack, bases: readonly Base[]): StackChanges {
  const changes = new Map<string, Change>();
  const origins: string[] = [];
  const template = parseTemplate(next.template);
  for (const { origin, stacks } of bases) {
    const before = stacks?.find((stack) => isSameStack(stack, next));
    if (stacks !== undefined && before === undefined) continue;
    origins.push(origin);
    const found =
      before === undefined
        ? [unknown(next, origin)]
        : compareTemplates(parseTemplate(before.template), template, next.stagePath);
    for (const change of found) changes.set(`${change.class} ${change.name}`, change);
  }
  return { stack: next.name, stagePath: next.stagePath, origins, changes: [...changes.values()] };
}

/** Something is deployed and nobody knows what: as bad as the worst that it could be. */
const unknown = ({ name }: AssemblyStack, origin: string): Change => ({
  class: 'oneWay',
  name: `deployed-unknown:${name}`,
  logicalId: '',
  path: name,
  type: 'AWS::CloudFormation::Stack',
  reason: `What was ${origin} is no longer kept, so that nobody can say what this release changes.`,
  remedy: "Look at the change with 'cdk diff', and accept it by this name.",
});
