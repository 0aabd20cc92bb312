import { type CodePipelineClient, paginateListActionExecutions } from '@aws-sdk/client-codepipeline';
import { type ActionRun, toActionRun } from './action-run.ts';
import { readExecutions } from './execution-list.ts';
import type { ExecutionView } from './execution-view.ts';
import { type ReleaseRow, toRow } from './history-view.ts';

const PAGE = 100;
/** So many releases are told at once, and so many are asked for at the same time. */
const FEW = 10;
/** Releases whose actions fill a page of the history: each runs about thirty, and a page has a hundred. */
const RELEASES_A_PAGE = 3;

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
  /** How many older releases there are besides. */
  readonly unread: number;
  /** Since when no release is missing; undefined where there is none. */
  readonly sinceMs: number | undefined;
}

/** All executions of a pipeline, and which of them somebody asks about. */
interface Asked {
  readonly all: number;
  /** The newest first. */
  readonly executions: readonly ExecutionView[];
}

/**
 * Reads a pipeline's history. What has ended stays as it is, so it is read once: later reads ask only for the executions
 * that are new or were under way.
 */
export function createHistoryReader(client: CodePipelineClient, pipelineName: string) {
  const settled = new Map<string, ReleaseRow>();

  /** Asks for them one by one, or for all pages of the history where that takes fewer requests. */
  async function runsOf(open: readonly ExecutionView[], all: number): Promise<ActionRun[]> {
    if (open.length > FEW && open.length > all / RELEASES_A_PAGE) return readRuns(client, pipelineName);
    const runs: ActionRun[] = [];
    for (let from = 0; from < open.length; from += FEW) {
      const some = open.slice(from, from + FEW).map(({ id }) => readRuns(client, pipelineName, id));
      runs.push(...(await Promise.all(some)).flat());
    }
    return runs;
  }

  /** A stage of an execution that has ended can be tried again: then it is changed later than what is known of it. */
  const isOpen = ({ id, updatedMs }: ExecutionView) => settled.get(id)?.updatedMs !== updatedMs;

  async function rowsOf({ all, executions }: Asked, lastStage: string): Promise<ReleaseRow[]> {
    const open = executions.filter(isOpen);
    const runs = Map.groupBy(await runsOf(open, all), ({ executionId }) => executionId);
    const fresh = new Map(open.map((one) => [one.id, toRow(one, runs.get(one.id) ?? [], lastStage)]));
    for (const row of fresh.values()) if (row.outcome !== 'underWay') settled.set(row.id, row);
    return executions.flatMap(({ id }) => fresh.get(id) ?? settled.get(id) ?? []);
  }

  let isFilling = false;

  async function readSome(
    lastStage: string,
    choose: (all: readonly ExecutionView[]) => readonly ExecutionView[],
  ): Promise<ReadHistory> {
    const all = await readExecutions(client, pipelineName);
    const executions = choose(all);
    const rows = await rowsOf({ all: all.length, executions }, lastStage);
    return { rows, unread: all.length - executions.length, sinceMs: all.at(-1)?.startedMs };
  }

  return {
    /** The newest releases, `most` at most. */
    newest: async (lastStage: string, most: number): Promise<ReadHistory> => {
      const read = await readSome(lastStage, (all) => all.slice(0, most));
      return { ...read, sinceMs: read.rows.at(-1)?.startedMs };
    },
    /** The releases that began at an instant or later. */
    from: async (lastStage: string, fromMs: number): Promise<ReadHistory> =>
      readSome(lastStage, (all) => all.filter(({ startedMs = 0 }) => startedMs >= fromMs)),
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
        rowsOf({ all: executions.length, executions: unread }, lastStage)
          .catch(() => undefined)
          .finally(() => {
            isFilling = false;
          });
      }
      const later = new Set(unread.map(({ id }) => id));
      const now = executions.filter(({ id }) => !later.has(id));
      const rows = await rowsOf({ all: executions.length, executions: now }, lastStage);
      return { rows, unread: unread.length, sinceMs: rows.at(-1)?.startedMs };
    },
  };
}
