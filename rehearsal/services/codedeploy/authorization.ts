import type * as sdk from '@aws-sdk/client-codedeploy';
import { type Authorization, anyResource, eachRequires, passRoles, type Requirements } from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { applications, deployments, groups } from './state.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodedeploy.html */

const application = (input: { applicationName?: string | undefined }, context: Context) =>
  context.arn('codedeploy', `application:${input.applicationName}`);
interface OfGroup {
  applicationName?: string | undefined;
  deploymentGroupName?: string | undefined;
}
const group = ({ applicationName, deploymentGroupName }: OfGroup, context: Context) =>
  context.arn('codedeploy', `deploymentgroup:${applicationName}/${deploymentGroupName}`);
/** A deployment is its group's. */
function groupOf(id: string | undefined, context: Context): string {
  const { application: applicationName, group: deploymentGroupName } = deployments(context).get(id ?? '') ?? {};
  return group({ applicationName, deploymentGroupName }, context);
}
const config = (input: { deploymentConfigName?: string | undefined }, context: Context) =>
  context.arn('codedeploy', `deploymentconfig:${input.deploymentConfigName}`);
const declares =
  (action: string) =>
  (
    input: { applicationName?: string | undefined; serviceRoleArn?: string | undefined },
    groupName: string | undefined,
    context: Context,
  ) => [
    { action, resource: group({ applicationName: input.applicationName, deploymentGroupName: groupName }, context) },
    ...passRoles('codedeploy.amazonaws.com', input.serviceRoleArn),
  ];

const operations = {
  ...eachRequires(
    'codedeploy',
    ['CreateApplication', 'DeleteApplication', 'GetApplication', 'UpdateApplication', 'ListDeploymentGroups'],
    application,
  ),
  ...eachRequires('codedeploy', ['CreateDeployment', 'DeleteDeploymentGroup', 'GetDeploymentGroup'], group),
  CreateDeploymentGroup: (input, context) =>
    declares('codedeploy:CreateDeploymentGroup')(input, input.deploymentGroupName, context),
  UpdateDeploymentGroup: (input, context) =>
    declares('codedeploy:UpdateDeploymentGroup')(input, input.currentDeploymentGroupName, context),
  ...eachRequires('codedeploy', ['ListDeployments'], (input: OfGroup, context) =>
    input.deploymentGroupName === undefined ? '*' : group(input, context),
  ),
  ...eachRequires(
    'codedeploy',
    ['BatchGetDeploymentGroups'],
    (input: { applicationName?: string | undefined; deploymentGroupNames?: string[] | undefined }, context) =>
      (input.deploymentGroupNames ?? []).map((deploymentGroupName) =>
        group({ applicationName: input.applicationName, deploymentGroupName }, context),
      ),
  ),
  ...eachRequires(
    'codedeploy',
    [
      'BatchGetDeploymentTargets',
      'GetDeployment',
      'GetDeploymentTarget',
      'ListDeploymentTargets',
      'PutLifecycleEventHookExecutionStatus',
      'StopDeployment',
    ],
    (input: { deploymentId?: string | undefined }, context) => groupOf(input.deploymentId, context),
  ),
  ...eachRequires('codedeploy', ['BatchGetDeployments'], (input: { deploymentIds?: string[] | undefined }, context) => [
    ...new Set((input.deploymentIds ?? []).map((id) => groupOf(id, context))),
  ]),
  ...eachRequires('codedeploy', ['CreateDeploymentConfig', 'DeleteDeploymentConfig', 'GetDeploymentConfig'], config),
  ...eachRequires(
    'codedeploy',
    ['ListTagsForResource', 'TagResource', 'UntagResource'],
    (input: { ResourceArn?: string | undefined }) => input.ResourceArn ?? '',
  ),
  ...eachRequires('codedeploy', ['ListApplications', 'ListDeploymentConfigs'], anyResource),
} satisfies Requirements<typeof sdk>;

function resourceKeys(scope: Scope, arn: string) {
  const [kind, name = ''] = arn.split(':').slice(5);
  return resourceTags((kind === 'application' ? applications(scope) : groups(scope)).get(name)?.tags);
}

export const authorization: Authorization = { operations, resourceKeys };
