import {
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import { readPipeline } from '../../operations/pipeline-stage.ts';
import { type ActionRun, toActionRun } from './action-run.ts';
import type { ReleaseClients } from './clients.ts';
import type { ClockView } from './clock.ts';
import { executionList } from './execution-list.ts';
import { type ExecutionView, isUnderWay, toExecution } from './execution-view.ts';
import { readRuns } from './history-reader.ts';
import { ENDED_SHOWN, type PipelineFacts } from './pipeline-view.ts';

/** One page of each, which is as much as one call answers: the newest releases. What a stage holds is read besides. */
const EXECUTIONS = 30;
const ACTIONS = 100;

/** The executions that stages hold, or that wait in front of them: an approval waits for days, and many may come after it. */
const heldBy = (states: readonly StageState[]): ReadonlySet<string> =>
  new Set(
    states.flatMap(({ latestExecution, inboundExecutions = [] }) =>
      [latestExecution, ...inboundExecutions].flatMap((one) => one?.pipelineExecutionId ?? []),
    ),
  );

/** Of these the status tells how the release ended; of all others their runs do. */
const TELLS = new Set(['Succeeded', 'Superseded', 'Cancelled']);

/** The executions that are shown as ended, and of which the runs have to be known. */
const failedOf = (newest: readonly ExecutionView[]): ExecutionView[] =>
  newest
    .filter((one) => !isUnderWay(one))
    .slice(0, ENDED_SHOWN)
    .filter(({ status }) => !TELLS.has(status));

/**
 * Reads the facts of a pipeline, and serves many looks: the definition and the runs are read again only when the state of
 * the pipeline or of an execution is another. @throws Refused when there is no pipeline of that name
 */
export function createFactsReader(clients: ReleaseClients, pipelineName: string) {
  const { codepipeline } = clients;
  type Rest = Pick<PipelineFacts, 'declaration' | 'runs' | 'executions'>;
  let before: (Rest & { readonly key: string }) | undefined;
  let settled: ReadonlyMap<string, readonly ActionRun[]> = new Map();

  /** The executions of these, wherever they are in the history. */
  async function readOlder(ids: readonly string[]): Promise<readonly ExecutionView[]> {
    if (ids.length === 0) return [];
    const all = await executionList(codepipeline, pipelineName).until((soFar) => {
      const read = new Set(soFar.map(({ id }) => id));
      return ids.every((id) => read.has(id));
    });
    return all.filter(({ id }) => ids.includes(id));
  }

  /** The runs of executions that have ended: read once, until a stage of them is tried again. */
  async function readEnded(executions: readonly ExecutionView[]): Promise<readonly ActionRun[]> {
    const read = await Promise.all(
      executions.map(async ({ id, updatedMs }) => {
        const key = `${id} ${updatedMs}`;
        return [key, settled.get(key) ?? (await readRuns(codepipeline, pipelineName, id))] as const;
      }),
    );
    settled = new Map(read);
    return read.flatMap(([, runs]) => runs);
  }

  async function readRest(states: readonly StageState[], newest: readonly ExecutionView[]): Promise<Rest> {
    const held = heldBy(states);
    const read = new Set(newest.map(({ id }) => id));
    const [declaration, { actionExecutionDetails = [] }, older] = await Promise.all([
      readPipeline(clients, pipelineName),
      codepipeline.send(new ListActionExecutionsCommand({ pipelineName, maxResults: ACTIONS })),
      readOlder([...held].filter((id) => !read.has(id))),
    ]);
    const runs = actionExecutionDetails.map(toActionRun);
    const there = new Set(runs.map(({ executionId }) => executionId));
    // The last one on a full page may have begun on the next.
    if (runs.length === ACTIONS) there.delete(runs.at(-1)?.executionId ?? '');
    const missing = [...held].filter((id) => !there.has(id));
    const ended = failedOf(newest).filter(({ id }) => !there.has(id) && !held.has(id));
    const more = await Promise.all(missing.map((id) => readRuns(codepipeline, pipelineName, id)));
    const readAlone = new Set([...missing, ...ended.map(({ id }) => id)]);
    return {
      declaration,
      executions: [...newest, ...older],
      runs: [
        ...runs.filter(({ executionId }) => !readAlone.has(executionId)),
        ...more.flat(),
        ...(await readEnded(ended)),
      ],
    };
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
    if (before?.key !== key) before = { key, ...(await readRest(states, executions)) };
    return { ...before, states, clock };
  };
}
