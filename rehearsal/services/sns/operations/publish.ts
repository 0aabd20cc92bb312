import type { PublishCommandInput, PublishCommandOutput } from '@aws-sdk/client-sns';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalidParameter, notSupported } from '../errors.ts';
import { readMessage } from '../message.ts';
import { fanOut } from '../runner.ts';
import { topicByArn } from '../topic.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function publish(input: PublishCommandInput, context: Context): Output<PublishCommandOutput> {
  if (input.PhoneNumber !== undefined) throw notSupported('Publish', 'PhoneNumber');
  const arn = input.TopicArn ?? input.TargetArn;
  if (arn === undefined || (input.TopicArn !== undefined && input.TargetArn !== undefined))
    throw invalidParameter('TopicArn or TargetArn Reason: exactly one of them must be given');
  const topic = topicByArn(context, arn);
  const message = readMessage(input, uuid(), topic.arn, context.clock.now());
  fanOut(context.scope(context.region, context.account), message);
  return { MessageId: message.messageId };
}
