import type { ActionRun, ReleaseFacts, RuleRun } from './release.ts';

/** What a release ended at. */
export type Cause =
  | { readonly of: 'run'; readonly run: ActionRun }
  | { readonly of: 'rule'; readonly rule: RuleRun }
  /** The history names nothing that failed. */
  | { readonly of: 'unknown' };

const FAILED = new Set(['Failed', 'Abandoned']);

/**
 * What failed last: a stage that was tried again has failures of its earlier tries too. A rule that is not met may let the
 * stage be passed over: then the execution went on, and it is no cause. Pure.
 */
export function causeOf({ runs, rules }: Pick<ReleaseFacts, 'runs' | 'rules'>): Cause {
  const wentOn = ({ changedMs }: RuleRun) => runs.some(({ startedMs }) => startedMs >= changedMs);
  const failed = [
    ...runs.filter(({ status }) => FAILED.has(status)).map((run) => ({ of: 'run' as const, run, atMs: run.changedMs })),
    ...rules
      .filter((rule) => FAILED.has(rule.status) && !wentOn(rule))
      .map((rule) => ({ of: 'rule' as const, rule, atMs: rule.changedMs })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  return failed.at(-1) ?? { of: 'unknown' };
}

/** Names the try that failed. */
export function idOf(cause: Cause): string {
  if (cause.of === 'unknown') return 'end';
  return cause.of === 'run' ? cause.run.id : cause.rule.id;
}

/** What the action or the rule says of its failure. */
export function saysOf(cause: Cause): string {
  const says = cause.of === 'run' ? cause.run.says : cause.of === 'rule' ? cause.rule.says : '';
  return says === '' ? 'no reason is given' : says;
}

/**
 * The shifts that a failure is told by: those of the stage that was being deployed, since its deployment began. Pure.
 *
 * @returns undefined where nothing was being deployed
 */
export function brokenShiftsOf(facts: ReleaseFacts): { readonly stage: string; readonly fromMs: number } | undefined {
  const cause = causeOf(facts);
  if (cause.of !== 'run' || !cause.run.deploys || facts.isRollback) return undefined;
  const { stage, startedMs } = cause.run;
  // The stacks of a stage are deployed side by side.
  const beside = facts.runs.filter((run) => run.stage === stage && run.deploys && run.changedMs >= startedMs);
  return { stage, fromMs: Math.min(...beside.map((run) => run.startedMs)) };
}
