import type { ExecutionView } from '../../console/model/execution-view.ts';
import { isUnderWay } from '../../console/model/execution-view.ts';
import type { ReadModel } from '../../console/model/read-model.ts';
import { needsAllActions, retryOf, stopWayOf } from '../../console/model/steer-pipeline.ts';
import { Refused } from '../../operations/refused.ts';
import { called } from '../render/release-name.ts';
import { carryOut } from './carry-out.ts';
import { openModel, type PipelineOptions } from './open-model.ts';

export interface SteerOptions extends PipelineOptions {
  readonly yes?: boolean;
}

/** The execution that is named, or the newest that is meant. @throws Refused where there is none */
async function executionOf(
  model: ReadModel,
  id: string | undefined,
  isMeant: (execution: ExecutionView) => boolean,
  none: string,
): Promise<ExecutionView> {
  if (id !== undefined) return model.execution(id);
  const found = (await model.executions()).find(isMeant);
  if (found === undefined) throw new Refused(none, 'Nothing was changed: see slipway history.');
  return found;
}

/** Starts a release of the newest commit, or of a given one. */
export async function startRelease(options: SteerOptions & { readonly commit?: string }): Promise<number> {
  const { commit } = options;
  const model = await openModel(options);
  const what = commit === undefined ? "the newest commit of the pipeline's branch" : `commit ${commit}`;
  return carryOut(options, {
    shown: [`A release of ${what} begins in ${model.pipelineName}.`],
    question: 'Start it?',
    document: { pipelineName: model.pipelineName, commit },
    act: async () => {
      const executionId = await model.start(commit);
      return {
        says: `Execution ${executionId} has begun: slipway watch ${executionId.slice(0, 8)}`,
        document: { executionId },
      };
    },
  });
}

/** Stops a release: what shifts is taken back; where nothing shifts, its execution ends. */
export async function stopRelease(
  id: string | undefined,
  options: SteerOptions & { readonly reason: string; readonly abandon?: boolean },
): Promise<number> {
  const { reason, abandon = false } = options;
  const model = await openModel(options);
  const execution = await executionOf(model, id, isUnderWay, `No release of ${model.pipelineName} is under way`);
  const view = await model.release(execution.id);
  const way = stopWayOf(view);
  const shifts = view.steering.stop.map(({ functionName, stage }) => `${functionName} in ${stage}`);
  const how = abandon ? 'its actions end at once' : 'its actions come to their end, and none follows';
  const document = { pipelineName: model.pipelineName, executionId: execution.id, way, reason };
  return carryOut(options, {
    shown: [
      way === 'shifts'
        ? `${called(execution)} is stopped, and its traffic goes back: ${shifts.join(', ')}.`
        : `${called(execution)} is stopped: ${how}.`,
    ],
    question: 'Stop it?',
    document,
    act: async () => {
      if (way === 'execution') {
        await model.stopExecution(execution.id, reason, abandon);
        return { says: 'It is being stopped.' };
      }
      const deployments = await model.stop(execution.id, reason);
      return { says: `Stopped ${deployments.join(', ')}; the traffic goes back.`, document: { deployments } };
    },
  });
}

/** Tries the stage that failed again, in the same execution. */
export async function retryRelease(
  id: string | undefined,
  options: SteerOptions & { readonly stage?: string; readonly allActions?: boolean },
): Promise<number> {
  const { stage } = options;
  const model = await openModel(options);
  const executionId = id === undefined ? undefined : (await model.execution(id)).id;
  const retry = retryOf(await model.pipeline(), {
    ...(executionId === undefined ? {} : { executionId }),
    ...(stage === undefined ? {} : { stage }),
  });
  const executesChangeSet = needsAllActions(await model.runs(retry.executionId), retry.stage);
  const allActions = options.allActions === true || executesChangeSet;
  const which = executesChangeSet
    ? 'all its actions, as a change set can be executed only once'
    : allActions
      ? 'all its actions'
      : 'the actions that failed';
  return carryOut(options, {
    shown: [
      `${retry.stage} is tried again with “${retry.title}” (execution ${retry.executionId.slice(0, 8)}): ${which}.`,
    ],
    question: 'Try it again?',
    document: { pipelineName: model.pipelineName, ...retry, allActions },
    act: async () => {
      await model.retry(retry, allActions);
      return { says: `${retry.stage} runs again: slipway watch ${retry.executionId.slice(0, 8)}` };
    },
  });
}

/** Takes the last stage back to what it ran before. */
export async function rollBackRelease(
  id: string | undefined,
  options: SteerOptions & { readonly reason: string },
): Promise<number> {
  const { reason } = options;
  const model = await openModel(options);
  const execution = id === undefined ? await model.running() : await model.execution(id);
  if (execution === undefined)
    throw new Refused(`${model.pipelineName} has released nothing yet`, 'Nothing was changed: see slipway history.');
  const { steering } = await model.release(execution.id);
  if (steering.rollBack === undefined)
    throw new Refused(
      `${called(execution)} does not run any more, or there was none before it`,
      'Nothing was changed.',
    );
  const { stage, to } = steering.rollBack;
  return carryOut(options, {
    shown: [`${stage} goes back from ${called(execution)} to ${called(to)}.`],
    question: 'Take it back?',
    document: { pipelineName: model.pipelineName, stage, executionId: execution.id, to: to.id, reason },
    act: async () => {
      const rollbackId = await model.rollBack(execution.id, reason);
      return { says: `Execution ${rollbackId.slice(0, 8)} takes ${stage} back.`, document: { rollbackId } };
    },
  });
}
