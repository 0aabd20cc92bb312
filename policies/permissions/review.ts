import { createHash } from 'node:crypto';
import { broadens, type StackPermissions } from './report.ts';

/** An earlier decision of the security approver on the same commit. */
export interface GivenReview {
  readonly executionId: string;
  /** Of what was newly allowed in that execution. */
  readonly marks: readonly string[];
}

/** Whether the security approver has to decide on what a release newly allows. */
export interface SecurityReview {
  readonly verdict: 'needed' | 'unneeded';
  readonly reason: string;
  /** One for everything that is newly allowed; by them a later execution of the same commit knows it again. */
  readonly marks: readonly string[];
}

/** Characters of a mark: 64 bits of a hash, beside the commit, which it is compared within. */
const MARK_LENGTH = 16;

const markOf = (stack: string, text: string): string =>
  createHash('sha256').update(`${stack}\n${text}`).digest('hex').slice(0, MARK_LENGTH);

/**
 * Judges what a release newly allows. Pure. What is narrower, or the same, passes; so does what the security approver has approved for
 * the same commit already: a pipeline that has updated itself begins the execution again. Where nothing is deployed, or what is can
 * no longer be read, everything is new.
 */
export function judgeReview(stacks: readonly StackPermissions[], given: readonly GivenReview[]): SecurityReview {
  const broader = stacks.filter(broadens);
  const marks = broader.flatMap(({ stack, kind, gained }) =>
    gained.length === 0 ? [markOf(stack, kind)] : gained.map((sentence) => markOf(stack, sentence)),
  );
  if (marks.length === 0) return { verdict: 'unneeded', reason: 'nothing is newly allowed', marks };
  const covered = given.find((one) => marks.every((mark) => one.marks.includes(mark)));
  return covered === undefined
    ? { verdict: 'needed', reason: `${marks.length} newly allowed`, marks }
    : { verdict: 'unneeded', reason: `approved in execution ${covered.executionId} of the same commit`, marks };
}
