import type {
  ListPipelineExecutionsCommandInput,
  ListPipelineExecutionsCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { page } from '../pages.ts';
import { toExecutionSummary } from '../present.ts';
import { executionsOf } from '../runner.ts';
import { findPipeline } from '../transact.ts';

const PAGE = 100;

/** The newest first. @throws ServiceError PipelineNotFoundException, InvalidNextTokenException */
export function listPipelineExecutions(
  input: ListPipelineExecutionsCommandInput,
  context: Context,
): Output<ListPipelineExecutionsCommandOutput> {
  const { name } = findPipeline(context, input.pipelineName ?? '');
  const stage = input.filter?.succeededInStage?.stageName;
  const all = executionsOf(context, name).filter(
    ({ stages }) => stage === undefined || stages[stage]?.status === 'Succeeded',
  );
  const { items, nextToken } = page(all, input, PAGE);
  return {
    pipelineExecutionSummaries: items.map(toExecutionSummary),
    ...(nextToken === undefined ? {} : { nextToken }),
  };
}
