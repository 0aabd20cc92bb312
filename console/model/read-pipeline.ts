import {
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { readPipeline } from '../../operations/pipeline-stage.ts';
import { toActionRun } from './action-run.ts';
import type { ReleaseClients } from './clients.ts';
import type { ClockView } from './clock.ts';
import { toExecution } from './execution-view.ts';
import type { PipelineFacts } from './pipeline-view.ts';

/** One page of each, which is as much as one call answers: the releases under way and a few before them. */
const EXECUTIONS = 30;
const ACTIONS = 100;

/**
 * Reads the facts of a pipeline, and serves many looks: the definition and the runs are read again only when the state of
 * the pipeline or of an execution is another. @throws Refused when there is no pipeline of that name
 */
export function createFactsReader(clients: ReleaseClients, pipelineName: string) {
  const { codepipeline } = clients;
  let before: (Pick<PipelineFacts, 'declaration' | 'runs'> & { readonly key: string }) | undefined;

  async function readRest(): Promise<Pick<PipelineFacts, 'declaration' | 'runs'>> {
    const [declaration, { actionExecutionDetails = [] }] = await Promise.all([
      readPipeline(clients, pipelineName),
      codepipeline.send(new ListActionExecutionsCommand({ pipelineName, maxResults: ACTIONS })),
    ]);
    return { declaration, runs: actionExecutionDetails.map(toActionRun) };
  }

  return async (clock: ClockView): Promise<PipelineFacts> => {
    const [{ stageStates: states = [], pipelineVersion }, { pipelineExecutionSummaries = [] }] = await Promise.all([
      codepipeline.send(new GetPipelineStateCommand({ name: pipelineName })).catch(async (error: unknown) => {
        // Tells in words that there is no such pipeline, where that is the reason.
        await readPipeline(clients, pipelineName);
        throw error;
      }),
      codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: EXECUTIONS })),
    ]);
    const executions = pipelineExecutionSummaries.map(toExecution);
    const key = JSON.stringify([pipelineVersion, states, executions]);
    // Read after the state: what is newer than it is read again with the next look.
    if (before?.key !== key) before = { key, ...(await readRest()) };
    const { declaration, runs } = before;
    return { declaration, states, executions, runs, clock };
  };
}
