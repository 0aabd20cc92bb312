import { type Cause, saysOf } from './cause.ts';
import type { NoticeWords } from './notice.ts';
import type { ActionRun, ReleaseFacts, RuleRun } from './release.ts';
import { lastName, theRelease } from './words.ts';

const GOES_ON = 'Nothing was shifted: what ran before goes on running.';
const LOG = 'What went wrong is in the log of the build: npx slipway logs';
const PUSH = 'Correct it and push.';
const RETRY = 'When nothing stands in its way any more: npx slipway release retry';

/** A gate of a stage, or the bake behind it. */
function byRule(facts: ReleaseFacts, rule: RuleRun): NoticeWords {
  const { stage, name } = rule;
  const says = saysOf({ of: 'rule', rule });
  const deployed = facts.runs.some((run) => run.stage === stage && run.deploys && run.status === 'Succeeded');
  if (deployed)
    return {
      kind: 'cameBack',
      title: `Bake of ${stage} failed`,
      says: `${theRelease(facts)} was deployed to ${stage}, and its bake failed at ${name}: ${says}`,
      details: [
        'Where the stage takes itself back, an execution of its own does it now; should that fail, you are told.',
      ],
      next: ['See what runs: npx slipway status', PUSH],
    };
  return {
    kind: 'blocked',
    title: `Kept out of ${stage}`,
    says: `${theRelease(facts)} was kept out of ${stage} by ${name}: ${says}`,
    details: [GOES_ON],
    next: [RETRY],
  };
}

function byApproval(facts: ReleaseFacts, { stage, by, says }: ActionRun): NoticeWords {
  if (by === undefined)
    return {
      kind: 'blocked',
      title: `Not answered in time at ${stage}`,
      says: `${theRelease(facts)} was not answered in time at ${stage}.`,
      details: [GOES_ON],
      next: ['To have it asked again: npx slipway release retry'],
    };
  return {
    kind: 'blocked',
    title: `Rejected at ${stage}`,
    says: `${theRelease(facts)} was rejected at ${stage} by ${lastName(by)}: ${says === '' ? 'no comment' : says}`,
    details: [GOES_ON],
    next: [PUSH],
  };
}

/** Tells why a release got no further, where nothing of it was being deployed. Pure. */
export function blocked(facts: ReleaseFacts, cause: Cause): NoticeWords {
  if (cause.of === 'rule') return byRule(facts, cause.rule);
  if (cause.of === 'unknown')
    return {
      kind: 'blocked',
      title: 'Failed',
      says: `${theRelease(facts)} failed, and the history of the pipeline names nothing that failed.`,
      details: [],
      next: ['Look at it: npx slipway status'],
    };
  const { run } = cause;
  if (run.category === 'Approval') return byApproval(facts, run);
  return {
    kind: 'blocked',
    title: `Stopped in ${run.stage}`,
    says: `${theRelease(facts)} stopped in ${run.stage}: ${run.name} failed: ${saysOf(cause)}`,
    details: [`Nothing behind ${run.stage} was entered.`],
    next: [...(run.category === 'Build' || run.category === 'Test' ? [LOG] : []), PUSH],
  };
}

/** The action that a release was in when it was stopped. Pure. */
export const lastRun = ({ runs }: ReleaseFacts): ActionRun | undefined => runs.at(-1);

/** Tells that a person ended an execution in which nothing was shifted. Pure. */
export function stopped(facts: ReleaseFacts): NoticeWords {
  const last = lastRun(facts);
  const where = last === undefined ? '' : ` in ${last.stage}`;
  return {
    kind: 'blocked',
    title: `Stopped by a person${where}`,
    says: `A person stopped ${theRelease(facts)}${where}: ${facts.stopReason ?? 'no reason is given'}`,
    details: ['CodePipeline does nothing more with it.'],
    next: [RETRY],
  };
}
