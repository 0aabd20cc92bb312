import type * as sdk from '@aws-sdk/client-codepipeline';
import { type Authorization, anyResource, eachRequires, passRoles, type Requirements } from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { pipelines } from './state.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html */

const byName = (input: { name?: string | undefined }, context: Context) =>
  context.arn('codepipeline', input.name ?? '');
const byPipeline = (input: { pipelineName?: string | undefined }, context: Context) =>
  context.arn('codepipeline', input.pipelineName ?? '');
const stage = (input: { pipelineName?: string | undefined; stageName?: string | undefined }, context: Context) =>
  context.arn('codepipeline', `${input.pipelineName}/${input.stageName}`);

/** The pipeline's role, its actions' and its conditions'. */
function rolesOf(pipeline: sdk.PipelineDeclaration | undefined): (string | undefined)[] {
  const stages = pipeline?.stages ?? [];
  const conditions = stages.flatMap(({ beforeEntry, onSuccess, onFailure }) =>
    [beforeEntry, onSuccess, onFailure].flatMap((one) => one?.conditions ?? []),
  );
  return [
    pipeline?.roleArn,
    ...stages.flatMap(({ actions = [] }) => actions.map(({ roleArn }) => roleArn)),
    ...conditions.flatMap(({ rules = [] }) => rules.map(({ roleArn }) => roleArn)),
  ];
}
const declares =
  (action: string) =>
  ({ pipeline }: { pipeline?: sdk.PipelineDeclaration | undefined }, context: Context) => [
    { action, resource: byName({ name: pipeline?.name }, context) },
    ...passRoles('codepipeline.amazonaws.com', ...rolesOf(pipeline)),
  ];

const operations = {
  CreatePipeline: declares('codepipeline:CreatePipeline'),
  UpdatePipeline: declares('codepipeline:UpdatePipeline'),
  ...eachRequires(
    'codepipeline',
    ['DeletePipeline', 'GetPipeline', 'GetPipelineState', 'StartPipelineExecution'],
    byName,
  ),
  ...eachRequires(
    'codepipeline',
    [
      'GetPipelineExecution',
      'ListActionExecutions',
      'ListPipelineExecutions',
      'ListRuleExecutions',
      'StopPipelineExecution',
    ],
    byPipeline,
  ),
  ...eachRequires(
    'codepipeline',
    [
      'DisableStageTransition',
      'EnableStageTransition',
      'OverrideStageCondition',
      'RetryStageExecution',
      'RollbackStage',
    ],
    stage,
  ),
  ...eachRequires(
    'codepipeline',
    ['PutApprovalResult'],
    (
      input: { pipelineName?: string | undefined; stageName?: string | undefined; actionName?: string | undefined },
      context,
    ) => `${stage(input, context)}/${input.actionName}`,
  ),
  ...eachRequires(
    'codepipeline',
    ['ListTagsForResource', 'TagResource', 'UntagResource'],
    (input: { resourceArn?: string | undefined }) => input.resourceArn ?? '',
  ),
  ...eachRequires('codepipeline', ['ListPipelines', 'PutJobFailureResult', 'PutJobSuccessResult'], anyResource),
} satisfies Requirements<typeof sdk>;

/** A stage or an action has its pipeline's tags. */
const resourceKeys = (scope: Scope, arn: string) =>
  resourceTags(pipelines(scope).get(arn.split(':')[5]?.split('/')[0] ?? '')?.tags);

export const authorization: Authorization = { operations, resourceKeys };
