import {
  ChangeSetNotFoundException,
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { ActionFailed, type ActionJob } from '../../job.ts';
import type { Outcome } from '../../machine/finish.ts';
import { stackRequest } from './request.ts';
import { awaitStack, describeStack, stackOutcome } from './stack.ts';

const LOOK_EVERY_MS = 5_000;
const CHANGE_SET_ID = 'changeSetId';
const STACK_ID = 'stackId';
const EXECUTED = 'executed';

/**
 * CloudFormation has no code for a change set without changes: every client tells it by these texts. Such a change set
 * lets both actions succeed, as a release does that does not touch one of its stacks.
 */
const NO_CHANGES = [
  "The submitted information didn't contain changes. Submit different information to create a change set.",
  'No updates are to be performed.',
];
const hasNoChanges = (set: DescribeChangeSetCommandOutput) =>
  set.Status === 'FAILED' && NO_CHANGES.includes(set.StatusReason ?? '');

/** Makes a change set, in place of one of the same name. */
export async function replaceChangeSet(job: ActionJob): Promise<Outcome | undefined> {
  const id = job.recall(CHANGE_SET_ID) ?? (await createChangeSet(job));
  for (;;) {
    const set = await describeChangeSet(job, id);
    if (set === undefined) throw new ActionFailed('JobFailed', `The change set ${id} was deleted`);
    const common = { externalExecutionId: id, summary: `Change set ${set.ChangeSetName} was created.` };
    if (set.Status === 'CREATE_COMPLETE') return { ...common, status: 'Succeeded' };
    if (hasNoChanges(set))
      return { ...common, status: 'Succeeded', summary: `Change set ${set.ChangeSetName} contains no changes.` };
    if (set.Status === 'FAILED')
      throw new ActionFailed('JobFailed', `Failed to create change set ${set.ChangeSetName}: ${set.StatusReason}`);
    await job.wait(`stack ${set.StackId}`, LOOK_EVERY_MS);
    if (!job.isOpen()) return undefined;
  }
}

async function createChangeSet(job: ActionJob): Promise<string> {
  const request = await stackRequest(job);
  const name = job.setting('ChangeSetName');
  const stack = await describeStack(job, request.StackName);
  const client = await job.client(CloudFormationClient);
  if (stack !== undefined && (await describeChangeSet(job, name, request.StackName)) !== undefined)
    await client.send(new DeleteChangeSetCommand({ StackName: request.StackName, ChangeSetName: name }));
  const isNew = stack === undefined || stack.StackStatus === 'REVIEW_IN_PROGRESS';
  const { Id: id } = await client.send(
    new CreateChangeSetCommand({
      ...request,
      ChangeSetName: name,
      ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
      ClientToken: job.runId,
    }),
  );
  if (id === undefined) throw new Error('cloudformation:CreateChangeSet answered no id');
  job.remember({ [CHANGE_SET_ID]: id });
  return id;
}

/** Executes a change set that an earlier action made and waits for the stack. */
export async function executeChangeSet(job: ActionJob): Promise<Outcome | undefined> {
  if (job.recall(EXECUTED) === undefined) {
    const stackName = job.setting('StackName');
    const name = job.setting('ChangeSetName');
    const set = await describeChangeSet(job, job.recall(CHANGE_SET_ID) ?? name, stackName);
    if (set === undefined)
      throw new ActionFailed('JobFailed', `The change set ${name} of stack ${stackName} does not exist`);
    if (hasNoChanges(set)) return stackOutcome(job, await describeStack(job, stackName));
    if (set.ChangeSetId === undefined || set.StackId === undefined)
      throw new Error('cloudformation:DescribeChangeSet answered no ids');
    job.remember({ [CHANGE_SET_ID]: set.ChangeSetId, [STACK_ID]: set.StackId });
    await execute(job, set.ChangeSetId, set.ExecutionStatus);
    job.remember({ [EXECUTED]: 'yes' });
  }
  const stackId = job.recall(STACK_ID);
  if (stackId === undefined) throw new Error(`Action ${job.runId} executed a change set of no stack`);
  return awaitStack(job, stackId);
}

/** After a restart the change set may be executing already: it is not executed twice. */
async function execute(job: ActionJob, id: string, executionStatus: string | undefined): Promise<void> {
  if (executionStatus === 'EXECUTE_IN_PROGRESS' || executionStatus === 'EXECUTE_COMPLETE') return;
  const client = await job.client(CloudFormationClient);
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: id, ClientRequestToken: job.runId }));
}

async function describeChangeSet(
  job: ActionJob,
  name: string,
  stackName?: string,
): Promise<DescribeChangeSetCommandOutput | undefined> {
  const client = await job.client(CloudFormationClient);
  try {
    return await client.send(
      new DescribeChangeSetCommand({
        ChangeSetName: name,
        ...(stackName === undefined ? {} : { StackName: stackName }),
      }),
    );
  } catch (error) {
    if (error instanceof ChangeSetNotFoundException) return undefined;
    throw error;
  }
}
