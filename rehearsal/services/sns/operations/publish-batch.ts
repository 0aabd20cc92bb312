import type { BatchResultErrorEntry, PublishBatchCommandInput, PublishBatchCommandOutput } from '@aws-sdk/client-sns';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { readMessage } from '../message.ts';
import { fanOut } from '../runner.ts';
import { topicByArn } from '../topic.ts';

const MOST_ENTRIES = 10;

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export function publishBatch(input: PublishBatchCommandInput, context: Context): Output<PublishBatchCommandOutput> {
  const topic = topicByArn(context, input.TopicArn);
  const entries = input.PublishBatchRequestEntries ?? [];
  if (entries.length === 0)
    throw new ServiceError('EmptyBatchRequestException', "The batch request doesn't contain any entries.");
  if (entries.length > MOST_ENTRIES)
    throw new ServiceError(
      'TooManyEntriesInBatchRequestException',
      `The batch request contains more entries than permissible (${entries.length}, at most ${MOST_ENTRIES}).`,
    );
  const ids = entries.map(({ Id = '' }) => Id);
  const bad = ids.find((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id));
  if (bad !== undefined)
    throw new ServiceError(
      'InvalidBatchEntryIdException',
      `The Id '${bad}' of a batch entry doesn't abide by the specification.`,
    );
  if (new Set(ids).size < ids.length)
    throw new ServiceError(
      'BatchEntryIdsNotDistinctException',
      'Two or more batch entries in the request have the same Id.',
    );
  const Successful: { Id: string; MessageId: string }[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    const Id = entry.Id ?? '';
    try {
      const message = readMessage(entry, uuid(), topic.arn, context.clock.now());
      fanOut(context.scope(context.region, context.account), message);
      Successful.push({ Id, MessageId: message.messageId });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id, Code: error.code.replace(/Exception$/, ''), Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}
