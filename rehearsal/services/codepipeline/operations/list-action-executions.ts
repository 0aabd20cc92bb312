import type {
  ListActionExecutionsCommandInput,
  ListActionExecutionsCommandOutput,
  PipelineDeclaration,
} from '@aws-sdk/client-codepipeline';
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
  const runs = filteredExecutions(context, name, input.filter).flatMap((execution) =>
    execution.runs.map((run) => ({ execution, run })).reverse(),
  );
  const { items, nextToken } = page(runs, input, PAGE);
  const declarations = new Map<number, PipelineDeclaration>();
  const declarationOf = (version: number): PipelineDeclaration => {
    const declaration = declarations.get(version) ?? versions(context).get(`${name}/${version}`);
    if (declaration === undefined) throw new Error(`Version ${version} of pipeline ${name} is not kept`);
    declarations.set(version, declaration);
    return declaration;
  };
  const actionExecutionDetails = items.map(({ execution, run }) =>
    toActionDetail(execution, run, declarationOf(execution.version), context.region),
  );
  return { actionExecutionDetails, ...(nextToken === undefined ? {} : { nextToken }) };
}
