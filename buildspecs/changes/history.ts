import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  type PipelineExecutionSummary,
  paginateListActionExecutions,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline';

/** What a pipeline has done: a year of it, as CodePipeline keeps no more. */
export interface History {
  /** The newest first. */
  readonly executions: readonly PipelineExecutionSummary[];
  /** Of all executions, the newest first. */
  readonly actions: readonly ActionExecutionDetail[];
}

/**
 * Reads the history, a hundred entries a call: all executions, and of their actions the newest.
 *
 * @param enough whether the actions that were read so far say all that is asked; they go on to the begin without it
 */
export async function readHistory(
  client: CodePipelineClient,
  pipelineName: string,
  enough: (history: History) => boolean,
): Promise<History> {
  const executions: PipelineExecutionSummary[] = [];
  for await (const page of paginateListPipelineExecutions({ client, pageSize: 100 }, { pipelineName })) {
    executions.push(...(page.pipelineExecutionSummaries ?? []));
  }
  const actions: ActionExecutionDetail[] = [];
  for await (const page of paginateListActionExecutions({ client, pageSize: 100 }, { pipelineName })) {
    actions.push(...(page.actionExecutionDetails ?? []));
    if (enough({ executions, actions })) break;
  }
  return { executions, actions };
}

/** The commit that an execution releases; undefined where the history does not say. */
export function commitOf({ executions }: History, executionId: string): string | undefined {
  return executions.find(({ pipelineExecutionId }) => pipelineExecutionId === executionId)?.sourceRevisions?.[0]
    ?.revisionId;
}

/** The executions that release a commit, the newest first. */
export function executionsOf({ executions }: History, commit: string): readonly PipelineExecutionSummary[] {
  return executions.filter(({ sourceRevisions }) => sourceRevisions?.[0]?.revisionId === commit);
}

/** Ids of the executions that release a commit; one that takes a stage back to it releases nothing. Pure. */
export const releasesOf = (history: History, commit: string): readonly string[] =>
  executionsOf(history, commit).flatMap(({ executionType, pipelineExecutionId = '' }) =>
    executionType === 'ROLLBACK' ? [] : [pipelineExecutionId],
  );

/** Whether the actions that were read, from the end of the history, are all of these executions'. */
export function reaches({ actions }: History, executions: readonly PipelineExecutionSummary[]): boolean {
  const oldest = actions.at(-1)?.startTime?.getTime() ?? 0;
  return executions.every(({ startTime }) => (startTime?.getTime() ?? 0) > oldest);
}

/**
 * The message of the commit that an execution releases. It is read here and not passed as a variable of the action:
 * CodePipeline puts variables into the JSON of an action's environment as they are, and a message with quotation marks
 * or several lines breaks it (https://github.com/aws/aws-cdk/issues/8458).
 */
export function commitMessage({ executions }: History, executionId: string): string {
  const own = executions.find(({ pipelineExecutionId }) => pipelineExecutionId === executionId);
  if (own === undefined) {
    throw new Error(`the pipeline's history has no execution '${executionId}', which this build belongs to`);
  }
  return own.sourceRevisions?.[0]?.revisionSummary ?? '';
}
