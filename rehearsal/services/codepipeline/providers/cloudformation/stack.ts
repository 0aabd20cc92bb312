import {
  CloudFormationClient,
  CloudFormationServiceException,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { putArtifact, zipOf } from '../../artifacts.ts';
import { ActionFailed, type ActionJob } from '../../job.ts';
import type { Outcome } from '../../machine/finish.ts';
import { stackRequest } from './request.ts';

const LOOK_EVERY_MS = 30_000;
/** https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html: three days. */
const TIMEOUT_MS = 3 * 24 * 60 * 60_000;
/** CloudFormation has no code for these two answers: clients tell them by the text. */
const NO_UPDATES = 'No updates are to be performed.';
const DOES_NOT_EXIST = /^Stack (with id|:).* does not exist$/;
const STACK_ID = 'stackId';

/** The stack, or undefined when there is none (a deleted one answers only to its ARN). */
export async function describeStack(job: ActionJob, name: string): Promise<Stack | undefined> {
  const client = await job.client(CloudFormationClient);
  try {
    const { Stacks: stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return stacks?.[0];
  } catch (error) {
    if (isValidationError(error) && DOES_NOT_EXIST.test(error.message)) return undefined;
    throw error;
  }
}

const isValidationError = (error: unknown): error is CloudFormationServiceException =>
  error instanceof CloudFormationServiceException && error.name === 'ValidationError';

/** Creates a stack, or updates the one that is there; without a change it succeeds at once. */
export async function createOrUpdate(job: ActionJob, replaceFailed: boolean): Promise<Outcome | undefined> {
  const name = job.setting('StackName');
  const started = job.recall(STACK_ID);
  if (started !== undefined) return awaitStack(job, started);
  let stack = await describeStack(job, name);
  if (stack?.StackStatus?.endsWith('_IN_PROGRESS') && stack.StackStatus !== 'REVIEW_IN_PROGRESS')
    throw new ActionFailed('JobFailed', `Stack ${name} is in ${stack.StackStatus} state and cannot be updated`);
  if (replaceFailed && stack !== undefined && /FAILED$|^ROLLBACK_COMPLETE$/.test(stack.StackStatus ?? '')) {
    if ((await removeStack(job, stack.StackId ?? name)) === undefined) return undefined;
    stack = undefined;
  }
  const request = await stackRequest(job);
  const client = await job.client(CloudFormationClient);
  const token = { ClientRequestToken: job.runId };
  try {
    const { StackId: id } =
      stack === undefined
        ? await client.send(new CreateStackCommand({ ...request, ...token }))
        : await client.send(new UpdateStackCommand({ ...request, ...token }));
    if (id === undefined) throw new Error('CloudFormation answered no stack id');
    job.remember({ [STACK_ID]: id });
    return awaitStack(job, id);
  } catch (error) {
    if (!isValidationError(error) || error.message !== NO_UPDATES) throw error;
    return stackOutcome(job, stack);
  }
}

export async function deleteStack(job: ActionJob): Promise<Outcome | undefined> {
  const name = job.setting('StackName');
  const id = job.recall(STACK_ID) ?? (await describeStack(job, name))?.StackId;
  if (id === undefined) return { status: 'Succeeded', summary: `Stack ${name} does not exist` };
  job.remember({ [STACK_ID]: id });
  return removeStack(job, id);
}

async function removeStack(job: ActionJob, id: string): Promise<Outcome | undefined> {
  const client = await job.client(CloudFormationClient);
  const { RoleArn: RoleARN } = job.configuration;
  await client.send(new DeleteStackCommand({ StackName: id, ...(RoleARN === undefined ? {} : { RoleARN }) }));
  const ended = await awaitEnd(job, id);
  if (ended === undefined) return undefined;
  if (ended.stack === undefined || ended.stack.StackStatus === 'DELETE_COMPLETE')
    return { status: 'Succeeded', summary: 'Stack DELETE_COMPLETE' };
  throw await stackFailure(job, ended.stack);
}

/** Waits until the stack's operation has ended. @throws ActionFailed when it did not succeed */
export async function awaitStack(job: ActionJob, id: string): Promise<Outcome | undefined> {
  job.progress({ externalExecutionId: id, externalExecutionUrl: consoleUrl(job, id) });
  const ended = await awaitEnd(job, id);
  if (ended === undefined) return undefined;
  const { stack } = ended;
  if (stack === undefined) throw new ActionFailed('JobFailed', `Stack ${id} does not exist any more`);
  if (!['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'].includes(stack.StackStatus ?? ''))
    throw await stackFailure(job, stack);
  return stackOutcome(job, stack);
}

/** @returns undefined when the action was ended by somebody else */
async function awaitEnd(job: ActionJob, id: string): Promise<{ stack: Stack | undefined } | undefined> {
  for (;;) {
    const stack = await describeStack(job, id);
    if (stack === undefined || !stack.StackStatus?.endsWith('_IN_PROGRESS')) return { stack };
    if (job.scope.clock.now() - job.startedMs > TIMEOUT_MS)
      throw new ActionFailed('JobFailed', `Stack ${id} is still ${stack.StackStatus} after three days`);
    await job.wait(`stack ${id}`, LOOK_EVERY_MS);
    if (!job.isOpen()) return undefined;
  }
}

const consoleUrl = ({ scope }: ActionJob, id: string) =>
  `https://${scope.region}.console.aws.amazon.com/cloudformation/home?region=${scope.region}#/stacks/stackinfo?stackId=${encodeURIComponent(id)}`;

/** Success, with the stack's outputs as variables and, where it is asked for, as a file of the output artifact. */
export async function stackOutcome(job: ActionJob, stack: Stack | undefined): Promise<Outcome> {
  const outputs = Object.fromEntries((stack?.Outputs ?? []).map((o) => [o.OutputKey ?? '', o.OutputValue ?? '']));
  const [artifact] = Object.keys(job.outputs);
  if (artifact !== undefined) {
    const file = job.setting('OutputFileName');
    await putArtifact(job, artifact, await zipOf({ [file]: JSON.stringify(outputs) }));
  }
  const id = stack?.StackId;
  return {
    status: 'Succeeded',
    ...(stack?.StackStatus === undefined ? {} : { summary: `Stack ${stack.StackStatus}` }),
    ...(id === undefined ? {} : { externalExecutionId: id, externalExecutionUrl: consoleUrl(job, id) }),
    outputVariables: outputs,
  };
}

/** What went wrong first is what helps: later failures of an operation are its consequences. */
async function stackFailure(job: ActionJob, stack: Stack): Promise<ActionFailed> {
  const client = await job.client(CloudFormationClient);
  const failures: string[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(
      new DescribeStackEventsCommand({ StackName: stack.StackId, ...(next === undefined ? {} : { NextToken: next }) }),
    );
    const events = (page.StackEvents ?? []).filter((event) => (event.Timestamp?.getTime() ?? 0) >= job.startedMs);
    for (const event of events)
      if (event.ResourceStatus?.endsWith('_FAILED') && event.PhysicalResourceId !== stack.StackId)
        failures.push(`${event.LogicalResourceId} ${event.ResourceStatus}: ${event.ResourceStatusReason ?? ''}`);
    next = events.length === 0 ? undefined : page.NextToken;
  } while (next !== undefined);
  const reason = [stack.StackStatusReason, failures.at(-1)].filter((text) => text !== undefined && text !== '');
  return new ActionFailed(
    'JobFailed',
    [`Stack ${stack.StackName} ended as ${stack.StackStatus}`, ...reason].join('. '),
  );
}
