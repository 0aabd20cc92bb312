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

/** Four calls. @throws Refused when there is no pipeline of that name */
export async function readPipelineFacts(
  clients: ReleaseClients,
  pipelineName: string,
  clock: ClockView,
): Promise<PipelineFacts> {
  const { codepipeline } = clients;
  const [
    declaration,
    { stageStates: states = [] },
    { pipelineExecutionSummaries = [] },
    { actionExecutionDetails = [] },
  ] = await Promise.all([
    readPipeline(clients, pipelineName),
    codepipeline.send(new GetPipelineStateCommand({ name: pipelineName })),
    codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: EXECUTIONS })),
    codepipeline.send(new ListActionExecutionsCommand({ pipelineName, maxResults: ACTIONS })),
  ]);
  return {
    declaration,
    states,
    executions: pipelineExecutionSummaries.map(toExecution),
    runs: actionExecutionDetails.map(toActionRun),
    clock,
  };
}
