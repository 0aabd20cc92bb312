import type * as sdk from '@aws-sdk/client-ecr';
import {
  type Authorization,
  anyResource,
  eachRequires,
  type Requirements,
  type ResourceDescription,
} from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags, tagsByName } from '../../policy/tag-keys.ts';
import { nameOfArn, repositories } from './repositories.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html */

const repository = (name: string | undefined, context: Context) => context.arn('ecr', `repository/${name}`);

const operations = {
  ...eachRequires(
    'ecr',
    [
      'BatchDeleteImage',
      'BatchGetImage',
      'CreateRepository',
      'DeleteLifecyclePolicy',
      'DeleteRepository',
      'DeleteRepositoryPolicy',
      'DescribeImages',
      'GetLifecyclePolicy',
      'GetRepositoryPolicy',
      'ListImages',
      'PutImage',
      'PutImageScanningConfiguration',
      'PutImageTagMutability',
      'PutLifecyclePolicy',
      'SetRepositoryPolicy',
    ],
    (input: { repositoryName?: string | undefined }, context) => repository(input.repositoryName, context),
  ),
  ...eachRequires('ecr', ['DescribeRepositories'], (input: { repositoryNames?: string[] | undefined }, context) =>
    input.repositoryNames === undefined
      ? repository('*', context)
      : input.repositoryNames.map((name) => repository(name, context)),
  ),
  ...eachRequires(
    'ecr',
    ['ListTagsForResource', 'TagResource', 'UntagResource'],
    (input: { resourceArn?: string | undefined }) => input.resourceArn ?? '',
  ),
  ...eachRequires('ecr', ['GetAuthorizationToken'], anyResource),
} satisfies Requirements<typeof sdk>;

/** A repository's policy names no resource: it is about the repository. */
function resource(scope: Scope, arn: string): ResourceDescription | undefined {
  const name = arn.split(':repository/')[1];
  if (name === undefined) return undefined;
  const document = repositories(scope).get(name)?.policy;
  return { arn, account: scope.account, document, type: 'resource-based', required: false };
}

const resourceKeys = (scope: Scope, arn: string) =>
  resourceTags(tagsByName(repositories(scope).get(nameOfArn(arn))?.tags), 'ecr:ResourceTag');

export const authorization: Authorization = { operations, resource, resourceKeys };
