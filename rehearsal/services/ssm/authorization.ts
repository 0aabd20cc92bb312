import type * as sdk from '@aws-sdk/client-ssm';
import { type Authorization, anyResource, eachRequires, type Requirements } from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags, tagsByName } from '../../policy/tag-keys.ts';
import { nameAndSelector, parameterArn, parameters } from './parameters.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */

/** Of the parameter that the operation will find, whether it is named by name or ARN, with or without `:<version or label>`. */
const parameter = (reference: string | undefined, context: Context): string =>
  parameterArn(context, nameAndSelector(reference ?? '')[0] ?? '');

const operations = {
  ...eachRequires(
    'ssm',
    [
      'DeleteParameter',
      'GetParameter',
      'GetParameterHistory',
      'LabelParameterVersion',
      'PutParameter',
      'UnlabelParameterVersion',
    ],
    (input: { Name?: string | undefined }, context) => parameter(input.Name, context),
  ),
  ...eachRequires('ssm', ['DeleteParameters', 'GetParameters'], (input: { Names?: string[] | undefined }, context) =>
    (input.Names ?? []).map((name) => parameter(name, context)),
  ),
  ...eachRequires(
    'ssm',
    ['GetParametersByPath'],
    (input: { Path?: string | undefined }, context) => parameter(input.Path, context),
    (input: { Recursive?: boolean | undefined }) => ({ 'ssm:Recursive': String(input.Recursive === true) }),
  ),
  ...eachRequires('ssm', ['DescribeParameters'], anyResource),
  ...eachRequires(
    'ssm',
    ['AddTagsToResource', 'ListTagsForResource', 'RemoveTagsFromResource'],
    (input: { ResourceId?: string | undefined }, context) => parameter(input.ResourceId, context),
  ),
} satisfies Requirements<typeof sdk>;

/** The ARN of a parameter without a path has a slash that its name has not. */
function resourceKeys(scope: Scope, arn: string) {
  const [, name = ''] = /:parameter(\/.+)$/.exec(arn) ?? [];
  const found = parameters(scope).get(name) ?? parameters(scope).get(name.slice(1));
  return resourceTags(tagsByName(found?.tags), 'ssm:resourceTag');
}

export const authorization: Authorization = { operations, resourceKeys };
