import type { ListRuleExecutionsCommandInput, ListRuleExecutionsCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { filteredExecutions } from '../execution-filter.ts';
import { page } from '../pages.ts';
import { toRuleDetail } from '../present.ts';
import { versions } from '../state.ts';
import { findPipeline } from '../transact.ts';

const PAGE = 100;

/** The newest first. @throws ServiceError PipelineNotFoundException, PipelineExecutionNotFoundException */
export function listRuleExecutions(
  input: ListRuleExecutionsCommandInput,
  context: Context,
): Output<ListRuleExecutionsCommandOutput> {
  const { name } = findPipeline(context, input.pipelineName ?? '');
  const details = filteredExecutions(context, name, input.filter).flatMap((execution) => {
    const declaration = versions(context).get(`${name}/${execution.version}`);
    if (declaration === undefined) throw new Error(`Version ${execution.version} of pipeline ${name} is not kept`);
    return execution.rules.map((run) => toRuleDetail(execution, run, declaration, context.region)).reverse();
  });
  const { items, nextToken } = page(details, input, PAGE);
  return { ruleExecutionDetails: items, ...(nextToken === undefined ? {} : { nextToken }) };
}
