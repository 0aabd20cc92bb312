import { InvokeCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import { uuid } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/service.ts';
import type { Store, Table } from '../../kernel/store.ts';
import { confirmationRequest, lambdaEvent, notification } from './envelope.ts';
import { accepts, bodyFor, type PublishedMessage } from './message.ts';
import { putInOutbox } from './outbox.ts';
import { retryDelayMs } from './retry.ts';
import { subscriptions, subscriptionsOf, type TopicSubscription } from './topic.ts';

/** A message on its way to one endpoint; stored before Publish answers. */
interface Delivery {
  readonly subscription: TopicSubscription;
  /** Absent for the request to confirm a subscription. */
  readonly message?: PublishedMessage;
  readonly attempts: number;
  /** Virtual milliseconds from which on the next attempt is made. */
  readonly dueMs: number;
}
const deliveries = (scope: Scope): Table<Delivery> => scope.table('sns.deliveries');
const underWay = new WeakMap<Store, Set<string>>();

/** Stores a delivery to each subscription that wants the message; they start by themselves. */
export function fanOut(scope: Scope, message: PublishedMessage): void {
  count(scope, message.topicArn, 'NumberOfMessagesPublished', 1);
  count(scope, message.topicArn, 'PublishSize', Buffer.byteLength(message.bodies.default ?? ''), 'Bytes');
  scope.store.transaction(() => {
    for (const subscription of subscriptionsOf(scope, message.topicArn)) {
      if (subscription.pendingToken !== undefined) continue;
      if (accepts(subscription, message)) enqueue(scope, { subscription, message });
      else count(scope, message.topicArn, 'NumberOfNotificationsFilteredOut', 1);
    }
  });
  deliverAll(scope);
}

/** Asks an HTTP endpoint to confirm its subscription. */
export function requestConfirmation(scope: Scope, subscription: TopicSubscription): void {
  enqueue(scope, { subscription });
  deliverAll(scope);
}

function enqueue(scope: Scope, delivery: Pick<Delivery, 'subscription' | 'message'>): void {
  const instant = String(scope.clock.now()).padStart(15, '0');
  deliveries(scope).put(`${instant} ${uuid()}`, { ...delivery, attempts: 0, dueMs: scope.clock.now() });
}

/** Works on every delivery that nobody works on yet: also those that an earlier process left. */
export function deliverAll(scope: Scope): void {
  const keys = underWay.get(scope.store) ?? new Set<string>();
  underWay.set(scope.store, keys);
  for (const { key, value } of deliveries(scope).entries()) {
    if (keys.has(key)) continue;
    keys.add(key);
    const release = scope.clock.hold();
    scope.background(`the delivery to ${value.subscription.endpoint}`, async () => {
      try {
        await deliver(scope, key, release);
      } finally {
        keys.delete(key);
        release();
      }
    });
  }
}

/** @param released called when the first attempt is over: waiting for the next one does not hold the clock */
async function deliver(scope: Scope, key: string, released: () => void): Promise<void> {
  for (;;) {
    const delivery = deliveries(scope).get(key);
    if (delivery === undefined) return;
    const waitMs = delivery.dueMs - scope.clock.now();
    if (waitMs > 0) {
      released();
      await scope.clock.sleep(waitMs, scope.shutdown);
    }
    const release = scope.clock.hold();
    try {
      const failure = await attempt(scope, key, delivery);
      const delayMs = failure?.retry ? retryDelayMs(delivery.subscription.protocol, delivery.attempts) : undefined;
      const topicArn = delivery.subscription.topicArn;
      if (failure === undefined) count(scope, topicArn, 'NumberOfNotificationsDelivered', 1);
      if (failure !== undefined && delayMs === undefined) count(scope, topicArn, 'NumberOfNotificationsFailed', 1);
      if (delayMs === undefined) deliveries(scope).delete(key);
      else
        deliveries(scope).put(key, {
          ...delivery,
          attempts: delivery.attempts + 1,
          dueMs: scope.clock.now() + delayMs,
        });
    } finally {
      release();
    }
  }
}

interface Failure {
  /** False for what no repetition mends, such as a function that is gone. */
  readonly retry: boolean;
}

async function attempt(scope: Scope, key: string, { subscription, message }: Delivery): Promise<Failure | undefined> {
  const { protocol, endpoint, topicArn } = subscription;
  if (message === undefined) {
    const pending = subscriptions(scope).get(subscription.arn);
    if (pending?.pendingToken === undefined) return undefined;
    return post(subscription, await confirmationRequest(scope, pending, uuid()), 'SubscriptionConfirmation');
  }
  const text = bodyFor(message, protocol);
  const keep = (subject: string | null, body: string) =>
    putInOutbox(scope, { topic: topicArn, protocol, endpoint, subject, message: body }, message.atMs, key);
  switch (protocol) {
    case 'lambda':
      return invoke(scope, subscription, JSON.stringify(await lambdaEvent(scope, subscription, message)));
    case 'http':
    case 'https':
      if (!isLocal(endpoint)) {
        keep(message.subject, text);
        return undefined;
      }
      return subscription.attributes.RawMessageDelivery === 'true'
        ? post(subscription, text, 'Notification')
        : post(subscription, await notification(scope, subscription, message), 'Notification');
    case 'email-json':
      keep(message.subject, JSON.stringify(await notification(scope, subscription, message)));
      return undefined;
    default:
      keep(protocol === 'email' ? (message.subject ?? 'AWS Notification Message') : null, text);
      return undefined;
  }
}

/** Only servers on this machine are called: a rehearsal must not reach those of real people. */
export function isLocal(endpoint: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(endpoint).hostname);
}

async function invoke(scope: Scope, { endpoint, topicArn }: TopicSubscription, payload: string) {
  const lambda = scope.clients.asService(LambdaClient, 'sns.amazonaws.com', scope.region, topicArn);
  try {
    await lambda.send(
      new InvokeCommand({ FunctionName: endpoint, InvocationType: 'Event', Payload: Buffer.from(payload) }),
    );
  } catch (error) {
    if (!(error instanceof LambdaServiceException)) throw error;
    return { retry: error.$fault === 'server' || error.$metadata.httpStatusCode === 429 };
  }
  return undefined;
}

const HTTP_TIMEOUT_MS = 15_000;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html */
async function post(
  subscription: TopicSubscription,
  body: string | Readonly<Record<string, unknown>>,
  type: string,
): Promise<Failure | undefined> {
  const raw = typeof body === 'string';
  const headers: Record<string, string> = {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': type,
    'x-amz-sns-topic-arn': subscription.topicArn,
    'x-amz-sns-subscription-arn': subscription.arn,
  };
  if (!raw && typeof body.MessageId === 'string') headers['x-amz-sns-message-id'] = body.MessageId;
  if (raw) headers['x-amz-sns-rawdelivery'] = 'true';
  try {
    const response = await fetch(subscription.endpoint, {
      method: 'POST',
      headers,
      body: raw ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    if (response.ok) return undefined;
    return { retry: response.status >= 500 || response.status === 429 };
  } catch (error) {
    // fetch tells of refused connections as TypeError and of its time-out as TimeoutError: both are the endpoint's.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return { retry: true };
    throw error;
  }
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
function count(scope: Scope, topicArn: string, name: string, value: number, unit = 'Count'): void {
  scope.telemetry.metric({
    region: scope.region,
    namespace: 'AWS/SNS',
    name,
    dimensions: { TopicName: topicArn.split(':')[5] ?? '' },
    value,
    unit,
    timestampMs: scope.clock.now(),
  });
}
