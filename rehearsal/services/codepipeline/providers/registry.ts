import { lambdaInvoke } from '../function-job.ts';
import type { ActionProvider } from '../job.ts';
import { cloudFormation } from './cloudformation.ts';
import { codeBuild } from './codebuild.ts';
import { codeCommitSource } from './codecommit-source.ts';
import { manualApproval } from './manual-approval.ts';
import { s3Source } from './s3-source.ts';

/** What performs an action, by `category/provider`. */
export const actionProviders: Readonly<Record<string, ActionProvider>> = {
  'Source/CodeCommit': codeCommitSource,
  'Source/S3': s3Source,
  'Build/CodeBuild': codeBuild,
  'Test/CodeBuild': codeBuild,
  'Deploy/CloudFormation': cloudFormation,
  'Approval/Manual': manualApproval,
  'Invoke/Lambda': lambdaInvoke,
};
