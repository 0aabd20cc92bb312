import type * as sdk from '@aws-sdk/client-lambda';
import {
  type Authorization,
  anyResource,
  eachRequires,
  passRoles,
  type Requirements,
  type ResourceDescription,
} from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { functionArn, parseReference } from './names.ts';
import { policies, policyDocument } from './resource-policy.ts';
import { functions } from './state.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */

interface OfFunction {
  FunctionName?: string | undefined;
  Qualifier?: string | undefined;
  Name?: string | undefined;
}
/** What the request names, with its qualifier. */
function asNamed({ FunctionName, Qualifier }: OfFunction, context: Context): string {
  const { name, qualifier } = parseReference(FunctionName, Qualifier);
  return functionArn(context, name, qualifier);
}
/** Most actions are about the function as a whole, whatever the qualifier. */
const whole = ({ FunctionName }: OfFunction, context: Context): string =>
  functionArn(context, parseReference(FunctionName).name);
const principalKeys = (input: { Principal?: string | undefined }) => ({ 'lambda:Principal': input.Principal });
const tagged = (input: { Resource?: string | undefined }) => input.Resource ?? '';

const operations = {
  CreateFunction: (input, context) => [
    { action: 'lambda:CreateFunction', resource: whole(input, context) },
    ...passRoles('lambda.amazonaws.com', input.Role),
  ],
  UpdateFunctionConfiguration: (input, context) => [
    { action: 'lambda:UpdateFunctionConfiguration', resource: whole(input, context) },
    ...passRoles('lambda.amazonaws.com', input.Role),
  ],
  Invoke: (input, context) => ({
    action: 'lambda:InvokeFunction',
    resource: asNamed(input, context),
    keys: { 'lambda:FunctionArn': asNamed(input, context) },
  }),
  ...eachRequires('lambda', ['AddPermission', 'RemovePermission'], asNamed, principalKeys),
  ...eachRequires(
    'lambda',
    [
      'DeleteFunction',
      'DeleteFunctionEventInvokeConfig',
      'GetFunction',
      'GetFunctionConfiguration',
      'GetFunctionEventInvokeConfig',
      'GetPolicy',
      'PutFunctionEventInvokeConfig',
      'UpdateFunctionEventInvokeConfig',
    ],
    asNamed,
  ),
  ...eachRequires(
    'lambda',
    [
      'CreateAlias',
      'DeleteAlias',
      'DeleteFunctionConcurrency',
      'GetAlias',
      'GetFunctionConcurrency',
      'ListAliases',
      'ListFunctionEventInvokeConfigs',
      'ListVersionsByFunction',
      'PublishVersion',
      'PutFunctionConcurrency',
      'UpdateAlias',
      'UpdateFunctionCode',
    ],
    whole,
  ),
  ...eachRequires('lambda', ['ListTags', 'TagResource', 'UntagResource'], tagged),
  ...eachRequires('lambda', ['GetAccountSettings', 'ListFunctions'], anyResource),
} satisfies Requirements<typeof sdk>;

const FUNCTION_ARN = /^arn:aws:lambda:[^:]*:(\d*):function:([^:]+)(?::(.+))?$/;

/** A function, or one of its aliases or versions, with the policy that belongs to exactly that. */
function resource(scope: Scope, arn: string): ResourceDescription | undefined {
  const [, account = scope.account, name, qualifier = ''] = FUNCTION_ARN.exec(arn) ?? [];
  if (name === undefined) return undefined;
  const policy = policies(scope).get(`${name}:${qualifier}`);
  return {
    arn,
    account,
    document: policy === undefined ? undefined : policyDocument(policy),
    type: 'resource-based',
    required: false,
  };
}

/** An alias or version has its function's tags. */
const resourceKeys = (scope: Scope, arn: string) =>
  resourceTags(functions(scope).get(FUNCTION_ARN.exec(arn)?.[2] ?? '')?.tags);

export const authorization: Authorization = { operations, resource, resourceKeys };
