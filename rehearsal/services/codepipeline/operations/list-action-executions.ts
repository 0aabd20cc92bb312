import type { ListActionExecutionsCommandInput, ListActionExecutionsCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { filteredExecutions } from '../execution-filter.ts';
import { page } from '../pages.ts';
import { toActionDetail } from '../present.ts';
import { versions } from '../state.ts';
import { findPipeline } from '../transact.ts';

const PAGE = 100;

/** The newest first. @throws ServiceError PipelineNotFoundException, PipelineExecutionNotFoundException */
export function listActionExecutions(
  input: ListActionExecutionsCommandInput,
  context: Context,
): Output<ListActionExecutionsCommandOutput> {
  const { name } = findPipeline(context, input.pipelineName ?? '');
  const details = filteredExecutions(context, name, input.filter).flatMap((execution) => {
    const declaration = versions(context).get(`${name}/${execution.version}`);
    if (declaration === undefined) throw new Error(`Version ${execution.version} of pipeline ${name} is not kept`);
    return execution.runs.map((run) => toActionDetail(execution, run, declaration, context.region)).reverse();
  });
  const { items, nextToken } = page(details, input, PAGE);
  return { actionExecutionDetails: items, ...(nextToken === undefined ? {} : { nextToken }) };
}
