import {
  type CodePipelineClient,
  paginateListActionExecutions,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline';
import { type ActionRun, toActionRun } from './action-run.ts';
import { type ExecutionView, toExecution } from './execution-view.ts';
import { type ReleaseRow, toRow } from './history-view.ts';

const PAGE = 100;
/** Up to this many executions, their actions are asked for one by one; with more, all pages of the history are read. */
const FEW = 10;

/** All executions of a pipeline, the newest first: a year of them, as CodePipeline keeps no more. */
export async function readExecutions(client: CodePipelineClient, pipelineName: string): Promise<ExecutionView[]> {
  const all: ExecutionView[] = [];
  const pages = paginateListPipelineExecutions({ client, pageSize: PAGE }, { pipelineName });
  for await (const { pipelineExecutionSummaries = [] } of pages)
    all.push(...pipelineExecutionSummaries.map(toExecution));
  return all;
}

/** The runs of all actions, or of those of one execution. */
export async function readRuns(
  client: CodePipelineClient,
  pipelineName: string,
  executionId?: string,
): Promise<ActionRun[]> {
  const filter = executionId === undefined ? {} : { filter: { pipelineExecutionId: executionId } };
  const runs: ActionRun[] = [];
  const pages = paginateListActionExecutions({ client, pageSize: PAGE }, { pipelineName, ...filter });
  for await (const { actionExecutionDetails = [] } of pages) runs.push(...actionExecutionDetails.map(toActionRun));
  return runs;
}

/**
 * Reads a pipeline's history. What has ended stays as it is, so it is read once: later reads ask only for the executions
 * that are new or were under way.
 */
export function createHistoryReader(client: CodePipelineClient, pipelineName: string) {
  const settled = new Map<string, ReleaseRow>();

  async function runsOf(open: readonly ExecutionView[]): Promise<ActionRun[]> {
    if (open.length > FEW) return readRuns(client, pipelineName);
    return (await Promise.all(open.map(({ id }) => readRuns(client, pipelineName, id)))).flat();
  }

  /** @returns the releases, the newest first */
  return async (lastStage: string): Promise<ReleaseRow[]> => {
    const executions = await readExecutions(client, pipelineName);
    // A stage of an execution that has ended can be tried again: then it is changed later than what is known of it.
    const open = executions.filter(({ id, updatedMs }) => settled.get(id)?.updatedMs !== updatedMs);
    const runs = Map.groupBy(await runsOf(open), ({ executionId }) => executionId);
    const fresh = new Map(open.map((one) => [one.id, toRow(one, runs.get(one.id) ?? [], lastStage)]));
    for (const row of fresh.values()) if (row.outcome !== 'underWay') settled.set(row.id, row);
    return executions.flatMap(({ id }) => fresh.get(id) ?? settled.get(id) ?? []);
  };
}
