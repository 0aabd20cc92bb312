import { type CodePipelineClient, paginateListPipelineExecutions } from '@aws-sdk/client-codepipeline';
import { type ExecutionView, toExecution } from './execution-view.ts';

const PAGE = 100;

/** The executions of a pipeline as they are at one look, read as far as somebody asks. */
export interface ExecutionList {
  /**
   * The newest first, as far as they are `enough`, or all of them: a year, as CodePipeline keeps no more.
   * @param enough whether what was read so far will do
   */
  until(enough: (soFar: readonly ExecutionView[]) => boolean): Promise<readonly ExecutionView[]>;
}

/** A list to be read for one look: each look wants one of its own. */
export function executionList(client: CodePipelineClient, pipelineName: string): ExecutionList {
  const pages = paginateListPipelineExecutions({ client, pageSize: PAGE }, { pipelineName });
  const read: ExecutionView[] = [];
  return {
    until: async (enough) => {
      while (!enough(read)) {
        const { done, value } = await pages.next();
        if (done === true) break;
        read.push(...(value.pipelineExecutionSummaries ?? []).map(toExecution));
      }
      return read;
    },
  };
}

/** All executions of a pipeline, the newest first. */
export const readExecutions = (client: CodePipelineClient, pipelineName: string): Promise<readonly ExecutionView[]> =>
  executionList(client, pipelineName).until(() => false);

/** The newest executions of a pipeline, the newest first. */
export const newestExecutions = async (
  client: CodePipelineClient,
  pipelineName: string,
  most: number,
): Promise<readonly ExecutionView[]> =>
  (await executionList(client, pipelineName).until(({ length }) => length >= most)).slice(0, most);
