import { createVerify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ServiceError } from '../../../rehearsal/kernel/errors.ts';
import type { Context, Service } from '../../../rehearsal/kernel/service.ts';
import { sns } from '../../../rehearsal/services/sns/index.ts';
import { readOutbox } from '../../helpers/outbox.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/** Takes invocations and says how they went: only what SNS says to Lambda is looked at here. */
const invocations: { input: InvokeCommandInput; payload: string; principal: string }[] = [];
let failures: ServiceError[] = [];
const lambda: Service = {
  signingName: 'lambda',
  sdk: lambdaSdk,
  operations: {
    Invoke: (input: InvokeCommandInput, { principal }: Context) => {
      const payload = input.Payload instanceof Uint8Array ? Buffer.from(input.Payload).toString() : '';
      invocations.push({ input, payload, principal: principal.service ?? '' });
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return { StatusCode: 202 };
    },
  },
};

const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:notify`;
let local: TestRehearsal;
let client: SNSClient;
let TopicArn = '';
beforeEach(async () => {
  invocations.length = 0;
  failures = [];
  local = await startTestRehearsal([sns, lambda]);
  client = local.client(SNSClient);
  TopicArn = (await client.send(new CreateTopicCommand({ Name: 'students' }))).TopicArn ?? '';
});
afterEach(() => local.stop());

const subscribe = async (Protocol: string, Endpoint: string, Attributes?: Record<string, string>) =>
  (
    await client.send(
      new SubscribeCommand({ TopicArn, Protocol, Endpoint, ...(Attributes === undefined ? {} : { Attributes }) }),
    )
  ).SubscriptionArn ?? '';
const publish = (Message: string, more: object = {}) => client.send(new PublishCommand({ TopicArn, Message, ...more }));
const outbox = () => readOutbox(local);

test('an e-mail goes to the outbox, and the subscription needs no confirmation', async () => {
  const arn = await subscribe('email', 'ana@example.com');
  expect(arn).toMatch(new RegExp(`^${TopicArn}:`));
  await publish('Welcome', { Subject: 'Hello' });
  await local.clock.advance(1);
  expect(await outbox()).toEqual([
    {
      at: '2026-01-05T00:00:00.000Z',
      topic: TopicArn,
      protocol: 'email',
      endpoint: 'ana@example.com',
      subject: 'Hello',
      message: 'Welcome',
    },
  ]);
});

test('a function gets the event of SNS, by an asynchronous invocation', async () => {
  const arn = await subscribe('lambda', FUNCTION);
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'new' } };
  const { MessageId } = await publish('Welcome', { MessageAttributes });
  await local.clock.advance(1);
  expect(invocations).toHaveLength(1);
  const { input, payload = '', principal } = invocations[0] ?? {};
  expect(principal).toBe('sns.amazonaws.com');
  expect(input).toMatchObject({ FunctionName: FUNCTION, InvocationType: 'Event' });
  expect(JSON.parse(payload)).toMatchObject({
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: arn,
        Sns: {
          Type: 'Notification',
          MessageId,
          TopicArn,
          Subject: null,
          Message: 'Welcome',
          Timestamp: '2026-01-05T00:00:00.000Z',
          MessageAttributes: { kind: { Type: 'String', Value: 'new' } },
        },
      },
    ],
  });
});

test('a failed invocation is tried again after the documented delays', async () => {
  failures = [1, 2, 3, 4].map(() => new ServiceError('ServiceException', 'down', 500));
  await subscribe('lambda', FUNCTION);
  await publish('Welcome');
  await local.clock.advance(500);
  expect(invocations).toHaveLength(4);
  await local.clock.advance(1000);
  expect(invocations).toHaveLength(5);
  await local.clock.advance(60_000);
  expect(invocations).toHaveLength(5);
});

test('a function that is gone is not tried again', async () => {
  failures = [new ServiceError('ResourceNotFoundException', 'Function not found', 404)];
  await subscribe('lambda', FUNCTION);
  await publish('Welcome');
  await local.clock.advance(60_000);
  expect(invocations).toHaveLength(1);
});

test('a delivery that waits for its next attempt survives a restart', async () => {
  failures = [1, 2, 3, 4].map(() => new ServiceError('ServiceException', 'down', 500));
  await subscribe('lambda', FUNCTION);
  await publish('Welcome');
  await local.clock.advance(500);
  expect(invocations).toHaveLength(4);
  local = await local.restart();
  await local.clock.advance(60_000);
  expect(invocations).toHaveLength(5);
});

test('an HTTP endpoint confirms, and then gets messages whose signature is true', async () => {
  const bodies: Record<string, string>[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    bodies.push(body);
    if (body.Type === 'SubscriptionConfirmation') await fetch(body.SubscribeURL);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The endpoint has no port');
  const answer = await subscribe('http', `http://127.0.0.1:${address.port}/hook`);
  expect(answer).toBe('pending confirmation');
  await local.clock.advance(1);
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions?.[0]?.SubscriptionArn).toMatch(/^arn:/);
  await publish('Welcome', { Subject: 'Hello' });
  await local.clock.advance(1);
  server.closeAllConnections();
  server.close();
  expect(bodies.map(({ Type }) => Type)).toEqual(['SubscriptionConfirmation', 'Notification']);
  const { Message, MessageId, Timestamp, SigningCertURL = '', Signature = '' } = bodies[1] ?? {};
  const signed = `Message\n${Message}\nMessageId\n${MessageId}\nSubject\nHello\nTimestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\nNotification\n`;
  const certificate = await (await fetch(SigningCertURL)).text();
  expect(createVerify('RSA-SHA1').update(signed).verify(certificate, Signature, 'base64')).toBe(true);
});

test('servers of the world outside are not called: their messages go to the outbox', async () => {
  await subscribe('https', 'https://hooks.example.com/x');
  await publish('Welcome');
  await local.clock.advance(1);
  expect(await outbox()).toMatchObject([
    { protocol: 'https', endpoint: 'https://hooks.example.com/x', message: 'Welcome' },
  ]);
  expect(local.rehearsal.kernel.recordedNotRun()).toMatchObject([{ type: 'AWS::SNS::Subscription' }]);
});

test('filter policies decide who gets a message', async () => {
  const byAttribute = await subscribe('email', 'new@example.com', { FilterPolicy: '{"kind": ["new"]}' });
  await subscribe('email', 'body@example.com', {
    FilterPolicy: '{"id": [{"numeric": [">", 5]}]}',
    FilterPolicyScope: 'MessageBody',
  });
  await publish('{"id": 7}', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'old' } } });
  await publish('{"id": 3}', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'new' } } });
  await publish('no JSON');
  await local.clock.advance(1);
  const got = async () => (await outbox()).map(({ endpoint, message }) => `${endpoint} ${message}`).sort();
  expect(await got()).toEqual(['body@example.com {"id": 7}', 'new@example.com {"id": 3}']);
  await client.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn: byAttribute,
      AttributeName: 'FilterPolicy',
      AttributeValue: '{}',
    }),
  );
  await publish('to all');
  await local.clock.advance(1);
  expect(await got()).toHaveLength(3);
});

test('a message may say something else to each protocol', async () => {
  await subscribe('email', 'ana@example.com');
  await subscribe('sms', '+34600000000');
  await publish(JSON.stringify({ default: 'short', email: 'long' }), { MessageStructure: 'json' });
  await local.clock.advance(1);
  expect((await outbox()).map(({ message }) => message).sort()).toEqual(['long', 'short']);
});

test('a batch answers for each of its entries', async () => {
  await subscribe('email', 'ana@example.com');
  const answer = await client.send(
    new PublishBatchCommand({
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: 'a', Message: 'one' },
        { Id: 'b', Message: 'two', Subject: 'x'.repeat(101) },
      ],
    }),
  );
  expect(answer.Successful).toMatchObject([{ Id: 'a' }]);
  expect(answer.Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }]);
  await local.clock.advance(1);
  expect(await outbox()).toHaveLength(1);
});

test('topics keep attributes and tags, and are created once', async () => {
  const input = { Name: 'tagged', Attributes: { DisplayName: 'Tagged' }, Tags: [{ Key: 'a', Value: '1' }] };
  const first = await client.send(new CreateTopicCommand(input));
  expect(await client.send(new CreateTopicCommand(input))).toMatchObject({ TopicArn: first.TopicArn });
  await expect(
    client.send(new CreateTopicCommand({ ...input, Attributes: { DisplayName: 'Other' } })),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  const statement = {
    Sid: 'owner',
    Effect: 'Allow',
    Principal: { AWS: ACCOUNT },
    Action: 'SNS:Publish',
    Resource: first.TopicArn,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await client.send(
    new SetTopicAttributesCommand({ TopicArn: first.TopicArn, AttributeName: 'Policy', AttributeValue: Policy }),
  );
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: first.TopicArn }));
  expect(Attributes).toMatchObject({ DisplayName: 'Tagged', Policy, Owner: ACCOUNT, SubscriptionsConfirmed: '0' });
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: first.TopicArn }));
  expect(Tags).toEqual(input.Tags);
  await client.send(new DeleteTopicCommand({ TopicArn: first.TopicArn }));
  expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
});

test('a subscription is there once, and gone when it is ended', async () => {
  const arn = await subscribe('email', 'ana@example.com');
  expect(await subscribe('email', 'ana@example.com')).toBe(arn);
  const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
  expect(Attributes).toMatchObject({ Protocol: 'email', PendingConfirmation: 'false', RawMessageDelivery: 'false' });
  await client.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
  await publish('Welcome');
  await local.clock.advance(1);
  expect(await outbox()).toEqual([]);
});

test.each([
  [
    'a topic that is not there',
    () => client.send(new PublishCommand({ TopicArn: `${TopicArn}x`, Message: 'x' })),
    'NotFoundException',
  ],
  ['an empty message', () => publish(''), 'InvalidParameterException'],
  ['a queue', () => subscribe('sqs', `arn:aws:sqs:${REGION}:${ACCOUNT}:q`), 'NotImplemented'],
  ['a strange protocol', () => subscribe('pigeon', 'x'), 'InvalidParameterException'],
  [
    'a bad filter policy',
    () => subscribe('email', 'a@example.com', { FilterPolicy: '{"a": 1}' }),
    'InvalidParameterException',
  ],
  ['a dead-letter queue', () => subscribe('lambda', FUNCTION, { RedrivePolicy: '{}' }), 'NotImplemented'],
  ['a FIFO topic', () => client.send(new CreateTopicCommand({ Name: 'x.fifo' })), 'NotImplemented'],
])('%s is refused', async (_what, call, name) => {
  await expect(call()).rejects.toMatchObject({ name });
});
