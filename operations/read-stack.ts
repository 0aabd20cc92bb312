import { DescribeStacksCommand, GetTemplateCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { OperationClients } from './clients.ts';
import { aliasesOf, type TemplateAlias } from './template-aliases.ts';

/** A stack of a stage as CloudFormation tells it. */
export interface StageStack {
  readonly stackName: string;
  /** Such as `UPDATE_ROLLBACK_FAILED`. */
  readonly status: string;
  readonly aliases: readonly TemplateAlias[];
}

/** @returns undefined for a stack that does not exist, as before the stage's first release */
export async function readStack(
  { cloudformation }: OperationClients,
  stackName: string,
): Promise<StageStack | undefined> {
  const status = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName })).then(
    ({ Stacks: [stack] = [] }) => stack?.StackStatus,
    (error: unknown) => {
      // CloudFormation has no error of its own for this: a ValidationError is all that it answers.
      if (error instanceof Error && error.name === 'ValidationError') return undefined;
      throw error;
    },
  );
  if (status === undefined || status === 'REVIEW_IN_PROGRESS') return undefined;
  const physicalIds = new Map<string, string>();
  const pages = paginateListStackResources({ client: cloudformation }, { StackName: stackName });
  for await (const { StackResourceSummaries = [] } of pages)
    for (const { LogicalResourceId = '', PhysicalResourceId } of StackResourceSummaries)
      if (PhysicalResourceId !== undefined) physicalIds.set(LogicalResourceId, PhysicalResourceId);
  const { TemplateBody = '' } = await cloudformation.send(new GetTemplateCommand({ StackName: stackName }));
  return { stackName, status, aliases: aliasesOf(stackName, TemplateBody, physicalIds) };
}
