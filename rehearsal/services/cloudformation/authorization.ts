import type * as sdk from '@aws-sdk/client-cloudformation';
import { type Authorization, anyResource, eachRequires, passRoles, type Requirements } from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags, tagsByName } from '../../policy/tag-keys.ts';
import { findStack, getChangeSet, stackById } from './state.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html */

/** A stack by name or id; of one that does not exist yet the end of the ARN is open. */
function stack(nameOrId: string | undefined, context: Context): string {
  if (nameOrId === undefined) return context.arn('cloudformation', 'stack/*/*');
  if (nameOrId.startsWith('arn:')) return nameOrId;
  return findStack(context, nameOrId)?.id ?? context.arn('cloudformation', `stack/${nameOrId}/*`);
}
interface OfStack {
  StackName?: string | undefined;
  RoleARN?: string | undefined;
  TemplateURL?: string | undefined;
  ChangeSetName?: string | undefined;
}
/** A change set's actions are the stack's; its ARN alone tells which. */
function stackOf({ StackName, ChangeSetName }: OfStack, context: Context): string {
  if (StackName !== undefined || ChangeSetName?.startsWith('arn:') !== true) return stack(StackName, context);
  try {
    return getChangeSet(context, ChangeSetName, undefined).stackId;
  } catch {
    return ChangeSetName; // there is none: the operation says so
  }
}
const keysOf = ({ RoleARN, TemplateURL, ChangeSetName }: OfStack) => ({
  'cloudformation:RoleArn': RoleARN,
  'cloudformation:TemplateUrl': TemplateURL,
  'cloudformation:ChangeSetName': ChangeSetName?.replace(/^.*:changeSet\/([^/]+)\/.*$/, '$1'),
});
const withRole = (action: string) => (input: OfStack, context: Context) => [
  { action, resource: stackOf(input, context), keys: keysOf(input) },
  ...passRoles('cloudformation.amazonaws.com', input.RoleARN),
];

const operations = {
  ContinueUpdateRollback: withRole('cloudformation:ContinueUpdateRollback'),
  CreateChangeSet: withRole('cloudformation:CreateChangeSet'),
  CreateStack: withRole('cloudformation:CreateStack'),
  DeleteStack: withRole('cloudformation:DeleteStack'),
  RollbackStack: withRole('cloudformation:RollbackStack'),
  UpdateStack: withRole('cloudformation:UpdateStack'),
  ...eachRequires(
    'cloudformation',
    [
      'CancelUpdateStack',
      'DeleteChangeSet',
      'DescribeChangeSet',
      'DescribeEvents',
      'DescribeStackEvents',
      'DescribeStackResource',
      'DescribeStackResources',
      'DescribeStacks',
      'ExecuteChangeSet',
      'GetStackPolicy',
      'GetTemplate',
      'ListChangeSets',
      'ListStackResources',
      'SetStackPolicy',
      'UpdateTerminationProtection',
    ],
    stackOf,
    keysOf,
  ),
  ...eachRequires('cloudformation', ['GetTemplateSummary'], (input: OfStack, context) =>
    input.StackName === undefined ? '*' : stack(input.StackName, context),
  ),
  ...eachRequires('cloudformation', ['ListExports', 'ListImports', 'ListStacks', 'ValidateTemplate'], anyResource),
} satisfies Requirements<typeof sdk>;

const resourceKeys = (scope: Scope, arn: string) => resourceTags(tagsByName(stackById(scope, arn)?.tags));

export const authorization: Authorization = { operations, resourceKeys };
