import { type ActionRun, lastRuns } from './action-run.ts';
import type { AlarmChange } from './alarm-history.ts';
import { approvalEnd, approvalWords } from './approval-words.ts';
import type { CommitView } from './commit-view.ts';
import type { DeploymentView } from './deployment-view.ts';
import { type ExecutionView, lastName, releaseName } from './execution-view.ts';
import { failureSentence } from './failure-sentence.ts';
import type { JudgedFor } from './judged-for.ts';
import type { LogLine } from './merge-failures.ts';
import { FIRST_PUSH, failedRun, OUTCOME_TONES, OUTCOME_WORDS, type Outcome } from './outcome.ts';
import type { Part } from './part.ts';
import { shiftFigures } from './shift-figures.ts';
import { brokenShift, shiftReason } from './shift-reason.ts';

/** What became of a release, for who was asleep while it happened. */
export interface Brief {
  /** What happened, in one sentence. */
  readonly sentence: string;
  readonly timeline: readonly Moment[];
  readonly affected: readonly Affected[];
  /** The first failures that the new version's log tells of. */
  readonly failingLines: Part<readonly LogLine[]>;
  readonly commit: Part<CommitView | undefined>;
  /** What runs now, in sentences. */
  readonly restored: readonly string[];
  /** What the next release will meet, in sentences; empty where nothing is in its way. */
  readonly blocked: readonly string[];
}

export interface Moment {
  readonly atMs: number;
  readonly what: string;
  readonly tone: 'neutral' | 'good' | 'bad';
}

/** Requests to one function while its new version had traffic. */
export interface Affected {
  readonly functionName: string;
  readonly newVersion: string;
  readonly answered: number;
  readonly failed: number;
  /** All requests to the function in the same minutes. */
  readonly all: number;
}

/** All that a brief is told from. */
export interface BriefFacts {
  readonly execution: ExecutionView;
  readonly outcome: Outcome;
  readonly runs: readonly ActionRun[];
  /** Its shifts and those that took them back, the newest first. */
  readonly deployments: readonly DeploymentView[];
  readonly alarmChanges: readonly AlarmChange[];
  /** Alarms of its stages' groups that are in ALARM now, when it is told. */
  readonly redAlarms: readonly string[];
  /** What the evidence of the judge was for, where its alarm went off. */
  readonly judged: JudgedFor | undefined;
  readonly commit: Part<CommitView | undefined>;
  readonly failingLines: Part<readonly LogLine[]>;
  /** Gates that keep it out of a stage, as far as the stage still says so. */
  readonly shut: readonly { readonly stage: string; readonly name: string; readonly says: string }[];
  /** Transitions that are disabled, with the reason. */
  readonly closed: readonly { readonly stage: string; readonly reason: string }[];
}

const MINUTE_MS = 60_000;
const short = (ms: number): string =>
  ms < 120_000 ? `${Math.max(0, Math.round(ms / 1000))} s` : `${Math.round(ms / MINUTE_MS)} minutes`;
const quoted = (execution: ExecutionView) =>
  `“${releaseName(execution)}”${execution.commit === '' ? '' : ` (${execution.commit.slice(0, 8)})`}`;

const shifts = ({ deployments }: BriefFacts) => deployments.filter(({ rollbackOf }) => rollbackOf === undefined);

const NO_REASON = 'no reason given.';
/** What a run says of its failure, in a sentence. */
const saysOf = (run: ActionRun | undefined): string => failureSentence(run?.error ?? run?.summary ?? '') || NO_REASON;

function takenBack(facts: BriefFacts, stage: string): string {
  const shift = brokenShift(facts.deployments);
  const failed = failedRun(facts.runs);
  if (shift === undefined) return `${quoted(facts.execution)} failed in ${stage}: ${saysOf(failed)}`;
  const why = shiftReason(shift, facts.alarmChanges, facts.judged);
  const { startedMs } = shift.plan;
  if (startedMs === undefined) return `${quoted(facts.execution)} never got traffic in ${stage}: ${why}.`;
  const after = shift.endedMs === undefined ? '' : ` ${short(shift.endedMs - startedMs)} after its first traffic`;
  return `${quoted(facts.execution)} was taken back from ${stage}${after}: ${why}.`;
}

/** A release that ended early, and not by an approver: by a person, a gate or an action. */
function stopped({ execution, runs, shut }: BriefFacts): string {
  const failed = failedRun(runs);
  const last = lastRuns(runs).at(-1)?.stageName ?? 'its first stage';
  if (execution.status === 'Stopped')
    return `${quoted(execution)} was stopped in ${failed?.stageName ?? last}: ${execution.stopReason ?? 'no reason given'}`;
  if (failed !== undefined)
    return `${quoted(execution)} stopped in ${failed.stageName}: ${failed.name} failed. ${saysOf(failed)}`;
  const [gate] = shut;
  return gate === undefined
    ? `${quoted(execution)} stopped behind ${last}: a gate failed.`
    : `${quoted(execution)} was kept out of ${gate.stage} by ${shut.map(({ name, says }) => `${name}: ${says}`).join('; ')}`;
}

function sentenceOf(facts: BriefFacts): string {
  const { execution, outcome, runs } = facts;
  const failed = failedRun(runs);
  const stage = failed?.stageName ?? runs.at(-1)?.stageName ?? 'its first stage';
  const says = failed?.error ?? failed?.summary ?? 'no reason given';
  switch (outcome) {
    case 'underWay':
      return `${quoted(execution)} is under way.`;
    case 'released':
      return execution.type === 'ROLLBACK'
        ? `${quoted(execution)} was put back.`
        : `${quoted(execution)} was released.`;
    case 'superseded':
      return `${quoted(execution)} was overtaken by a newer release before it was let on; nothing more happens with it.`;
    case 'restarted':
      return `${quoted(execution)} changed the pipeline itself, which began again with the same commit.`;
    case 'rejected':
      return failed?.by === undefined && /timed out|expired/i.test(says)
        ? `${quoted(execution)} was not answered in time at ${stage}.`
        : `${quoted(execution)} was rejected at ${stage} by ${lastName(failed?.by ?? 'somebody')}: ${says}`;
    case 'takenBack':
      return takenBack(facts, stage);
    case 'stopped':
      return stopped(facts);
    case 'created':
      return `The pipeline was created, and nothing was pushed yet. ${FIRST_PUSH}`;
  }
}

/** How an action ended, where that is worth a moment. */
function endOf(run: ActionRun, outcome: Outcome): Omit<Moment, 'atMs'> | undefined {
  const { category, status, name, stageName } = run;
  if (category === 'Approval' && (status === 'Failed' || status === 'Succeeded'))
    return {
      what: `${stageName}: ${name} ${approvalWords(approvalEnd(run))}`,
      tone: status === 'Succeeded' ? 'good' : 'bad',
    };
  if (status !== 'Failed') return undefined;
  return outcome === 'created'
    ? { what: `${stageName}: ${name} found no commit`, tone: 'neutral' }
    : { what: `${stageName}: ${name} failed`, tone: 'bad' };
}

const toneOf = (outcome: Outcome): Moment['tone'] => {
  const tone = OUTCOME_TONES[outcome];
  return tone === 'good' || tone === 'bad' ? tone : 'neutral';
};

function timelineOf({ execution, outcome, runs, deployments, alarmChanges }: BriefFacts): Moment[] {
  const at = (atMs: number | undefined, what: string, tone: Moment['tone'] = 'neutral'): Moment[] =>
    atMs === undefined ? [] : [{ atMs, what, tone }];
  const ofShift = (one: DeploymentView): Moment[] => {
    const back = one.rollbackOf !== undefined;
    const moved = `${one.functionName}: ${one.plan.says} to version ${one.newVersion}`;
    return [
      ...at(
        one.plan.startedMs,
        back ? `${one.functionName}: traffic goes back to version ${one.newVersion}` : `${moved} begins`,
      ),
      ...one.hooks
        .filter(({ status }) => status === 'Failed')
        .flatMap((hook) => at(hook.endedMs, `${one.functionName}: hook ${hook.name} failed`, 'bad')),
      ...at(
        one.endedMs,
        `${one.functionName}: ${back ? 'rollback' : 'shift'} ${one.id} ${one.status.toLowerCase()}${one.error === undefined ? '' : ` (${one.error.code})`}`,
        one.status === 'Succeeded' ? 'good' : 'bad',
      ),
    ];
  };
  const stages = [...Map.groupBy(runs, ({ stageName }) => stageName)];
  return [
    ...at(execution.startedMs, `Release begins (${execution.cause})`),
    ...stages.flatMap(([stage, own]) =>
      at(Math.min(...own.flatMap(({ startedMs }) => startedMs ?? [])), `${stage} begins`),
    ),
    ...runs.flatMap((run) => {
      const end = endOf(run, outcome);
      return end === undefined ? [] : at(run.endedMs, end.what, end.tone);
    }),
    ...deployments.flatMap(ofShift),
    ...alarmChanges.flatMap(({ atMs, name, state }) =>
      at(atMs, `Alarm ${name}: ${state}`, state === 'ALARM' ? 'bad' : 'neutral'),
    ),
    ...at(execution.updatedMs, `Release ends: ${OUTCOME_WORDS[outcome]}`, toneOf(outcome)),
  ].sort((a, b) => a.atMs - b.atMs);
}

function affectedBy(shift: DeploymentView): Affected[] {
  const { plan, functionName, newVersion } = shift;
  const figures = shiftFigures(shift);
  if (figures === undefined) return [];
  const { fresh, beside } = figures;
  const all = fresh.invocations + beside.invocations;
  // Where all moved at once there was no bake: only what failed is worth a line. Whoever was not answered was not affected.
  if (fresh.invocations === 0 || (plan.bakeMs === 0 && fresh.errors === 0)) return [];
  return [{ functionName, newVersion, answered: fresh.invocations, failed: fresh.errors, all }];
}

function restoredBy(facts: BriefFacts): string[] {
  const backs = facts.deployments.filter(({ rollbackOf }) => rollbackOf !== undefined);
  // A stage that was tried again has been taken back as often.
  const told = backs.map(({ functionName, newVersion, status }) =>
    status === 'Succeeded'
      ? `${functionName} answers with version ${newVersion} again, for all traffic.`
      : `${functionName} is going back to version ${newVersion}: ${status}.`,
  );
  return [...new Set(told)];
}

const blockedBy = ({ redAlarms, closed }: BriefFacts): string[] => [
  ...redAlarms.map((name) => `The alarm ${name} is still red: CodeDeploy stops every shift that it guards.`),
  ...closed.map(({ stage, reason }) => `Nothing may enter ${stage}: ${reason}`),
];

/** Tells what became of a release. Pure. */
export function toBrief(facts: BriefFacts): Brief {
  return {
    sentence: sentenceOf(facts),
    timeline: timelineOf(facts),
    affected: shifts(facts).flatMap(affectedBy),
    failingLines: facts.failingLines,
    commit: facts.commit,
    restored: restoredBy(facts),
    blocked: blockedBy(facts),
  };
}
