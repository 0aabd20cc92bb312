import type * as sdk from '@aws-sdk/client-codecommit';
import { type Authorization, anyResource, eachRequires, type Requirements } from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { repositories } from './repository.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodecommit.html. Repositories have no policies. */

const repository = (input: { repositoryName?: string | undefined }, context: Context) =>
  context.arn('codecommit', input.repositoryName ?? '');
const branchOf = (input: { branchName?: string | undefined }) => ({
  'codecommit:References': input.branchName === undefined ? undefined : `refs/heads/${input.branchName}`,
});

const operations = {
  ...eachRequires(
    'codecommit',
    [
      'BatchGetCommits',
      'CreateRepository',
      'DeleteRepository',
      'GetBlob',
      'GetBranch',
      'GetCommit',
      'GetDifferences',
      'GetFile',
      'GetFolder',
      'GetRepository',
      'ListBranches',
      'UpdateDefaultBranch',
      'UpdateRepositoryDescription',
    ],
    repository,
  ),
  ...eachRequires('codecommit', ['CreateBranch', 'CreateCommit', 'DeleteBranch'], repository, branchOf),
  ...eachRequires(
    'codecommit',
    ['BatchGetRepositories'],
    (input: { repositoryNames?: string[] | undefined }, context) =>
      (input.repositoryNames ?? []).map((name) => context.arn('codecommit', name)),
  ),
  ...eachRequires(
    'codecommit',
    ['ListTagsForResource', 'TagResource', 'UntagResource'],
    (input: { resourceArn?: string | undefined }) => input.resourceArn ?? '',
  ),
  ...eachRequires('codecommit', ['ListRepositories'], anyResource),
} satisfies Requirements<typeof sdk>;

const resourceKeys = (scope: Scope, arn: string) =>
  resourceTags(repositories(scope).get(arn.split(':')[5] ?? '')?.tags);

export const authorization: Authorization = { operations, resourceKeys };
