import { CodeCommitClient, GetBranchCommand, GetCommitCommand } from '@aws-sdk/client-codecommit';
import { refusal } from '../../../kernel/refusal.ts';
import { archiveCommit } from '../../codecommit/archive.ts';
import { putArtifact } from '../artifacts.ts';
import { ActionFailed, type ActionJob } from '../job.ts';
import type { Outcome } from '../machine/finish.ts';

/**
 * Takes the head of a branch as a zip.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
 */
export async function codeCommitSource(job: ActionJob): Promise<Outcome> {
  const repositoryName = job.setting('RepositoryName');
  const branchName = job.setting('BranchName');
  const format = job.configuration.OutputArtifactFormat ?? 'CODE_ZIP';
  if (format !== 'CODE_ZIP')
    throw new ActionFailed('ConfigurationError', `The rehearsal delivers sources as CODE_ZIP only, not as ${format}`);
  const client = await job.client(CodeCommitClient);
  const commitId = await revision(job, client, repositoryName, branchName);
  const { commit } = await client.send(new GetCommitCommand({ repositoryName, commitId }));
  const message = commit?.message ?? '';
  const [artifact] = Object.keys(job.outputs);
  if (artifact === undefined)
    throw new ActionFailed('ConfigurationError', `The source action ${job.action.name} has no output artifact`);
  await checkArchiveRights(job, repositoryName);
  await putArtifact(job, artifact, await archiveCommit(job.scope, repositoryName, commitId));
  const { region } = job.scope;
  const revisionUrl = `https://${region}.console.aws.amazon.com/codesuite/codecommit/repositories/${repositoryName}/commit/${commitId}?region=${region}`;
  return {
    status: 'Succeeded',
    summary: message,
    externalExecutionId: commitId,
    externalExecutionUrl: revisionUrl,
    sourceRevision: {
      actionName: job.action.name ?? '',
      artifactName: artifact,
      revisionId: commitId,
      revisionSummary: message,
      revisionUrl,
      createdMs: job.scope.clock.now(),
    },
    outputVariables: {
      AuthorDate: isoDate(commit?.author?.date),
      BranchName: branchName,
      CommitId: commitId,
      CommitMessage: message,
      CommitterDate: isoDate(commit?.committer?.date),
      RepositoryName: repositoryName,
    },
  };
}

/**
 * CodeCommit packs the commit for CodePipeline by actions that only policies know.
 * https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html#aa-acp
 */
async function checkArchiveRights(job: ActionJob, repositoryName: string): Promise<void> {
  const resource = job.scope.arn('codecommit', repositoryName);
  const denied = refusal(
    job.scope,
    await job.keys(),
    ['UploadArchive', 'GetUploadArchiveStatus'].map((name) => ({ action: `codecommit:${name}`, resource })),
  );
  if (denied !== undefined)
    throw new ActionFailed(
      'PermissionsError',
      `The service role or action role doesn't have the permissions required to access the AWS CodeCommit repository named ${repositoryName}. Update the IAM role permissions, and then try again. Underlying error: ${denied}`,
    );
}

async function revision(
  job: ActionJob,
  client: CodeCommitClient,
  repositoryName: string,
  branchName: string,
): Promise<string> {
  const { sourceOverride } = job;
  if (sourceOverride !== undefined) {
    if (sourceOverride.type === 'COMMIT_ID') return sourceOverride.value;
    throw new ActionFailed(
      'ConfigurationError',
      `A CodeCommit source takes a revision of the type COMMIT_ID, not ${sourceOverride.type}`,
    );
  }
  const { branch } = await client.send(new GetBranchCommand({ repositoryName, branchName }));
  if (branch?.commitId === undefined)
    throw new ActionFailed('RevisionUnavailable', `The branch ${branchName} of ${repositoryName} has no commit`);
  return branch.commitId;
}

/** Git's `<seconds> <zone>`, as CodeCommit answers it, in the form of CodePipeline's variables. */
function isoDate(date: string | undefined): string {
  const seconds = /^(\d+)/.exec(date ?? '')?.[1];
  return seconds === undefined ? '' : new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
