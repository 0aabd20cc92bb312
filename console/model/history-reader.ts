import { type CodePipelineClient, paginateListActionExecutions } from '@aws-sdk/client-codepipeline';
import { type ActionRun, toActionRun } from './action-run.ts';
import { readExecutions } from './execution-list.ts';
import type { ExecutionView } from './execution-view.ts';
import { type ReleaseRow, toRow } from './history-view.ts';

const PAGE = 100;
/** Up to this many executions, their actions are asked for one by one; with more, all pages of the history are read. */
const FEW = 10;

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

/** As much of a history as was asked for. */
export interface ReadHistory {
  /** The newest first. */
  readonly rows: readonly ReleaseRow[];
  /** How many older releases are still being read. */
  readonly unread: number;
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

  /** A stage of an execution that has ended can be tried again: then it is changed later than what is known of it. */
  const isOpen = ({ id, updatedMs }: ExecutionView) => settled.get(id)?.updatedMs !== updatedMs;

  async function rowsOf(executions: readonly ExecutionView[], lastStage: string): Promise<ReleaseRow[]> {
    const open = executions.filter(isOpen);
    const runs = Map.groupBy(await runsOf(open), ({ executionId }) => executionId);
    const fresh = new Map(open.map((one) => [one.id, toRow(one, runs.get(one.id) ?? [], lastStage)]));
    for (const row of fresh.values()) if (row.outcome !== 'underWay') settled.set(row.id, row);
    return executions.flatMap(({ id }) => fresh.get(id) ?? settled.get(id) ?? []);
  }

  let isFilling = false;

  return {
    /** All releases. */
    whole: async (lastStage: string): Promise<ReadHistory> => {
      const rows = await rowsOf(await readExecutions(client, pipelineName), lastStage);
      return { rows, unread: 0 };
    },
    /**
     * The releases that are known, and the newest; where many are not known yet, they are read meanwhile: of a year of
     * releases that takes minutes on an account.
     */
    soFar: async (lastStage: string): Promise<ReadHistory> => {
      const executions = await readExecutions(client, pipelineName);
      const unread = executions.filter(isOpen).slice(FEW);
      if (unread.length > 0 && !isFilling) {
        isFilling = true;
        // What fails is begun anew by the next look, which fails itself where nothing can be read.
        rowsOf(unread, lastStage)
          .catch(() => undefined)
          .finally(() => {
            isFilling = false;
          });
      }
      const later = new Set(unread.map(({ id }) => id));
      const rows = await rowsOf(
        executions.filter(({ id }) => !later.has(id)),
        lastStage,
      );
      return { rows, unread: unread.length };
    },
  };
}
