import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { auditLogGroupName } from './audit-log-group.ts';
import type { OperationClients } from './clients.ts';
import { Refused } from './refused.ts';

/**
 * Writes one entry into the pipeline's audit log, in a stream of the execution that it is about. CloudWatch Logs has no
 * operation that changes an entry.
 *
 * @throws Refused when there is no audit log, or it does not take the entry: nothing is done that nobody can look up later
 */
export async function writeAudit(
  { logs }: OperationClients,
  pipelineName: string,
  executionId: string,
  entry: Readonly<Record<string, unknown>> & { readonly at: Date },
): Promise<void> {
  const stream = { logGroupName: auditLogGroupName(pipelineName), logStreamName: executionId };
  try {
    await logs.send(new CreateLogStreamCommand(stream));
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException')
      throw new Refused(
        `There is no audit log ${stream.logGroupName}`,
        'It comes with the stack of the pipeline: deploy that first.',
      );
    if (!(error instanceof Error && error.name === 'ResourceAlreadyExistsException')) throw error;
  }
  const message = JSON.stringify({ ...entry, at: entry.at.toISOString() });
  const { rejectedLogEventsInfo: rejected } = await logs.send(
    new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: entry.at.getTime(), message }] }),
  );
  // CloudWatch Logs answers success and drops what is too new or too old.
  if (rejected !== undefined)
    throw new Refused(
      `The audit log ${stream.logGroupName} did not take the entry of ${entry.at.toISOString()}`,
      "Set this machine's clock right.",
    );
}
