import type { Context } from '../../kernel/service.ts';
import { invalidJobState, jobNotFound } from './errors.ts';
import { type Draft, runById } from './machine/draft.ts';
import { change } from './runner.ts';
import { type ActionRun, type Execution, jobs, pipelines } from './state.ts';
import { wake } from './wakes.ts';

/** Changes the action that a job belongs to. @throws ServiceError JobNotFoundException, InvalidJobStateException */
export function changeJob(
  context: Context,
  jobId: string,
  apply: (draft: Draft, execution: Execution, run: ActionRun) => void,
): void {
  const owner = jobs(context).get(jobId);
  if (owner === undefined || pipelines(context).get(owner.pipeline) === undefined) throw jobNotFound(jobId);
  change(context, owner.pipeline, (draft) => {
    const execution = draft.execution(owner.executionId);
    const run = runById(execution, owner.runId);
    if (run.status !== 'InProgress') throw invalidJobState(jobId);
    apply(draft, execution, run);
  });
  wake(context.bus, `job ${jobId}`);
}
