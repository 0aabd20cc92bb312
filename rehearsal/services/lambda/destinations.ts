import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Keys } from '../../kernel/clients.ts';
import { uuid } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/service.ts';

/** What a destination gets: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export interface InvocationRecord {
  readonly version: '1.0';
  readonly timestamp: string;
  readonly requestContext: Readonly<Record<string, unknown>> & { readonly functionArn: string };
  readonly [part: string]: unknown;
}

/**
 * Sends a record with the rights of the function's role.
 * @throws what the destination's service answers
 */
export async function deliver(
  scope: Scope,
  keys: Keys,
  destination: string,
  record: InvocationRecord,
  result: 'Success' | 'Failure',
): Promise<void> {
  const message = JSON.stringify(record);
  const [, , service, region = scope.region] = destination.split(':');
  switch (service) {
    case 'sns':
      await scope.clients
        .withKeys(SNSClient, keys, region)
        .send(new PublishCommand({ TopicArn: destination, Message: message }));
      return;
    case 'lambda':
      await scope.clients
        .withKeys(LambdaClient, keys, region)
        .send(new InvokeCommand({ FunctionName: destination, InvocationType: 'Event', Payload: Buffer.from(message) }));
      return;
    case 'events': {
      const { functionArn } = record.requestContext;
      const answer = await scope.clients.withKeys(EventBridgeClient, keys, region).send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: destination,
              Source: 'lambda',
              DetailType: `Lambda Function Invocation Result - ${result}`,
              Resources: [functionArn, destination],
              Detail: message,
            },
          ],
        }),
      );
      if ((answer.FailedEntryCount ?? 0) > 0) throw new DestinationRefused(`${destination} took no event`);
      return;
    }
    case 's3': {
      const bucket = destination.split(':').at(-1);
      const at = record.timestamp.replaceAll(/[:.]/g, '-');
      const key = `aws/lambda/async/${record.requestContext.functionArn}/${record.timestamp.slice(0, 10).replaceAll('-', '/')}/${at}-${uuid()}`;
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: message, ContentType: 'application/json' });
      await scope.clients.withKeys(S3Client, keys, scope.region).send(put);
      return;
    }
    default:
      throw new Error(`There is no way to deliver to ${destination}`);
  }
}

/** A destination that answered without taking the record. */
export class DestinationRefused extends Error {
  readonly $fault = 'client';
  constructor(message: string) {
    super(message);
    this.name = 'DestinationRefused';
  }
}

/** The event itself, as it was given, for a dead-letter topic. */
export async function deliverDeadLetter(
  scope: Scope,
  keys: Keys,
  target: string,
  letter: { payload: string; requestId: string; errorCode: string; errorMessage: string },
): Promise<void> {
  const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
  await scope.clients.withKeys(SNSClient, keys, scope.region).send(
    new PublishCommand({
      TopicArn: target,
      Message: letter.payload,
      MessageAttributes: {
        RequestID: attribute(letter.requestId),
        ErrorCode: { DataType: 'Number', StringValue: letter.errorCode },
        ErrorMessage: attribute(letter.errorMessage.slice(0, 1024) || '-'),
      },
    }),
  );
}
