import { evidencePart } from '../synthetic-traffic/plan.ts';
import type { Verdict } from '../verdict.ts';
import type { NeededEvidence } from './contract.ts';

/** What a bake had to show, and what it had; part of the hook's log line. */
export interface BakeEvidence {
  /** Whether the version that the stage must notice would have been noticed. */
  readonly enough: boolean;
  /** Requests of users to the new version in its bake; null where there was no bake, or the number is not known. */
  readonly users: number | null;
  /** Synthetic requests to each version. */
  readonly synthetic: number;
  /** Requests of users that are enough without others; null where no number is. */
  readonly needed: number | null;
  /** What it says in words, for every place where the release is shown. */
  readonly words: string;
}

/** Requests in the bake. A number that was not answered is absent. */
export interface BakeRequests {
  readonly users?: number;
  readonly synthetic?: number;
}

/** The evidence of a bake, and the verdict that follows from it: undefined where it is enough and there is nothing to say. */
export interface JudgedEvidence {
  readonly evidence: BakeEvidence;
  readonly verdict: Verdict | undefined;
}

/**
 * Judges whether the bake had evidence enough: by the requests of users, or by what synthetic ones add to them. Too little is
 * `fail` or, as the stage has it, `pass` with words that say so; a number that is missing is `inconclusive`.
 */
export function judgeEvidence(seen: BakeRequests, needed: NeededEvidence): JudgedEvidence {
  const { errorRatePercent, newVersionInvocations, onInconclusive, synthetic: need } = needed;
  const counts = { users: seen.users ?? null, synthetic: seen.synthetic ?? 0, needed: newVersionInvocations };
  const tooLittle = (reason: string): JudgedEvidence => {
    const words =
      onInconclusive === 'accept' ? `accepted with not enough evidence: ${reason}` : `not enough evidence: ${reason}`;
    const verdict = onInconclusive === 'accept' ? 'pass' : 'fail';
    return { evidence: { ...counts, enough: false, words }, verdict: { verdict, reason: words } };
  };
  if (errorRatePercent === null) return tooLittle('all traffic moved at once, without a bake');
  const notice = `to notice an error rate of ${errorRatePercent} %`;
  const missing = (reason: string): JudgedEvidence => ({
    evidence: { ...counts, enough: false, words: reason },
    verdict: { verdict: 'inconclusive', reason },
  });
  if (newVersionInvocations === null && need === undefined) {
    return tooLittle(`no number of requests is enough ${notice} in this bake`);
  }
  const { users, synthetic } = seen;
  if (users === undefined) return missing('the requests of the bake were not answered');
  if (newVersionInvocations !== null && users >= newVersionInvocations) {
    const words = `enough evidence: ${users} requests to the new version in its bake, ${newVersionInvocations} needed ${notice}`;
    return { evidence: { ...counts, enough: true, words }, verdict: undefined };
  }
  const asked = needed.nothingToAsk ? '; the function has nothing read-only that synthetic traffic could ask' : '';
  if (need === undefined) {
    return tooLittle(
      `${users} requests to the new version in its bake, ${newVersionInvocations} needed ${notice}${asked}`,
    );
  }
  if (synthetic === undefined) return missing('the synthetic requests of the bake were not answered');
  const both = `${users} requests of users to the new version in its bake, and ${synthetic} synthetic ones to each version`;
  const wanted = `${need.usersNewVersion} of users or ${need.perVersion} synthetic ones needed ${notice}`;
  if (evidencePart({ users, synthetic }, need) < 1) return tooLittle(`${both}; ${wanted}`);
  const words = `enough evidence with synthetic traffic: ${both}; ${wanted}`;
  return { evidence: { ...counts, enough: true, words }, verdict: { verdict: 'pass', reason: words } };
}
