import { ActionFailed, type ActionJob } from '../job.ts';
import type { Outcome } from '../machine/finish.ts';
import { executeChangeSet, replaceChangeSet } from './cloudformation/change-set.ts';
import { createOrUpdate, deleteStack } from './cloudformation/stack.ts';

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html */
export async function cloudFormation(job: ActionJob): Promise<Outcome | undefined> {
  const mode = job.setting('ActionMode');
  switch (mode) {
    case 'CHANGE_SET_REPLACE':
      return replaceChangeSet(job);
    case 'CHANGE_SET_EXECUTE':
      return executeChangeSet(job);
    case 'CREATE_UPDATE':
    case 'REPLACE_ON_FAILURE':
      return createOrUpdate(job, mode === 'REPLACE_ON_FAILURE');
    case 'DELETE_ONLY':
      return deleteStack(job);
    default:
      throw new ActionFailed('ConfigurationError', `${mode} is not an ActionMode of the CloudFormation action`);
  }
}
