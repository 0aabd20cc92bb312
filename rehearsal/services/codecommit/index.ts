import * as sdk from '@aws-sdk/client-codecommit';
import type { Operations, Service } from '../../kernel/service.ts';
import { resumeAnnouncements } from './announce.ts';
import { authorization } from './authorization.ts';
import { gitRoute } from './git-route.ts';
import { createBranch, deleteBranch, getBranch, listBranches } from './operations/branches.ts';
import { batchGetCommits, getCommit } from './operations/commits.ts';
import { createCommit } from './operations/create-commit.ts';
import { getBlob, getFile, getFolder } from './operations/files.ts';
import { getDifferences } from './operations/get-differences.ts';
import {
  batchGetRepositories,
  createRepository,
  deleteRepository,
  getRepository,
  listRepositories,
  updateDefaultBranch,
  updateRepositoryDescription,
} from './operations/repositories.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';

export const codecommit = {
  signingName: 'codecommit',
  sdk,
  operations: {
    BatchGetCommits: batchGetCommits,
    BatchGetRepositories: batchGetRepositories,
    CreateBranch: createBranch,
    CreateCommit: createCommit,
    CreateRepository: createRepository,
    DeleteBranch: deleteBranch,
    DeleteRepository: deleteRepository,
    GetBlob: getBlob,
    GetBranch: getBranch,
    GetCommit: getCommit,
    GetDifferences: getDifferences,
    GetFile: getFile,
    GetFolder: getFolder,
    GetRepository: getRepository,
    ListBranches: listBranches,
    ListRepositories: listRepositories,
    ListTagsForResource: listTagsForResource,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateDefaultBranch: updateDefaultBranch,
    UpdateRepositoryDescription: updateRepositoryDescription,
  } satisfies Operations<typeof sdk>,
  authorization,
  routes: [gitRoute],
  resume: resumeAnnouncements,
} satisfies Service;
