import type * as sdk from '@aws-sdk/client-codecommit';
import { type Authorization, anyResource, eachRequires, type Requirements } from '../../kernel/access.ts';
import type { Context } from '../../kernel/service.ts';

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

export const authorization: Authorization = { operations };
