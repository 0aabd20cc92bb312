import type { Context } from '../../kernel/service.ts';
import { invalidJobState, jobNotFound } from './errors.ts';
import { type Draft, ruleRunById, runById } from './machine/draft.ts';
import { finishAction, finishRule, type Outcome } from './machine/finish.ts';
import { change } from './runner.ts';
import { type ActionRun, jobs, pipelines, type RuleRun } from './state.ts';
import { wake } from './wakes.ts';

/** The run that a function's job belongs to, of an Invoke action or of a LambdaInvoke rule. */
export interface OpenJob {
  readonly draft: Draft;
  readonly run: ActionRun | RuleRun;
  finish(outcome: Outcome): void;
}

/** Changes the run that a job belongs to. @throws ServiceError JobNotFoundException, InvalidJobStateException */
export function changeJob(context: Context, jobId: string, apply: (job: OpenJob) => void): void {
  const owner = jobs(context).get(jobId);
  if (owner === undefined || pipelines(context).get(owner.pipeline) === undefined) throw jobNotFound(jobId);
  change(context, owner.pipeline, (draft) => {
    const execution = draft.execution(owner.executionId);
    const ofRule = execution.rules.some(({ id }) => id === owner.runId);
    const run = ofRule ? ruleRunById(execution, owner.runId) : runById(execution, owner.runId);
    if (run.status !== 'InProgress') throw invalidJobState(jobId);
    apply({
      draft,
      run,
      finish: (outcome) => (ofRule ? finishRule : finishAction)(draft, execution, run.id, outcome),
    });
  });
  wake(context.bus, `job ${jobId}`);
}
