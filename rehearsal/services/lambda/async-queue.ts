import { ServiceError } from '../../kernel/errors.ts';
import type { Kernel, Scope } from '../../kernel/service.ts';
import { deliver, deliverDeadLetter, type InvocationRecord } from './destinations.ts';
import {
  configKey,
  DEFAULT_EVENT_AGE_SECONDS,
  DEFAULT_RETRY_ATTEMPTS,
  eventInvokeConfigs,
} from './event-invoke-config.ts';
import { type InvocationRequest, roleKeys, runFunction } from './invoke.ts';
import { type AsyncEvent, type Attempt, afterAttempt, type Condition, type RetryLimits } from './machine.ts';
import { asyncMetric, type Measured } from './metrics.ts';
import { functionArn, isVersion } from './names.ts';
import { functions, resolveVersion, scopes } from './state.ts';

const events = (scope: Scope) => scope.table<AsyncEvent>('lambda.asyncEvents');
const referenceOf = (event: AsyncEvent) => ({ name: event.functionName, qualifier: event.qualifier });

/** What the last attempt came to. */
interface Attempted {
  readonly attempt: Attempt;
  readonly measured: Measured;
  readonly executedVersion: string;
  readonly payload: string;
  readonly functionError: string | undefined;
}

/** Stores an event and begins to work on it. The caller must have checked that the function exists. */
export function enqueue(scope: Scope, request: Omit<InvocationRequest, 'task'>): void {
  const nowMs = scope.clock.now();
  const event: AsyncEvent = {
    id: request.requestId,
    functionName: request.reference.name,
    qualifier: request.reference.qualifier,
    payload: Buffer.from(request.payload).toString('utf8'),
    acceptedMs: nowMs,
    attempts: 0,
    throttles: 0,
    nextMs: nowMs,
    traceHeader: request.traceHeader,
    clientContext: request.clientContext,
  };
  events(scope).put(event.id, event);
  asyncMetric(scope, measuredOf(event), 'AsyncEventsReceived');
  work(scope, event);
}

/** Takes up every event that an earlier process left. */
export function resumeQueue(kernel: Kernel): void {
  for (const scope of scopes(kernel)) for (const event of events(scope).values()) work(scope, event);
}

const measuredOf = (event: AsyncEvent): Measured => ({
  functionName: event.functionName,
  qualifier: event.qualifier,
  executedVersion: undefined,
});

function work(scope: Scope, first: AsyncEvent): void {
  // Until the first attempt has ended there is work under way: the clock must not leap over the gap before it begins.
  const release = first.nextMs <= scope.clock.now() ? scope.clock.hold(first.id) : undefined;
  scope.background(`asynchronous invocation ${first.id} of ${first.functionName}`, async () => {
    let event: AsyncEvent | undefined = first;
    try {
      while (event !== undefined) {
        const waitMs = event.nextMs - scope.clock.now();
        if (waitMs > 0) await scope.clock.sleep(waitMs, scope.shutdown);
        event = await attemptOnce(scope, event);
        release?.();
      }
    } finally {
      release?.();
    }
  });
}

/** @returns the event as it waits for its next attempt; undefined when it is over */
async function attemptOnce(scope: Scope, event: AsyncEvent): Promise<AsyncEvent | undefined> {
  const release = scope.clock.hold(event.id);
  try {
    if (goneWithFunction(scope, event)) return undefined;
    asyncMetric(scope, measuredOf(event), 'AsyncEventAge', scope.clock.now() - event.acceptedMs);
    const attempted = await invoke(scope, event);
    // What was killed by our own end was not the function's failure: the next process tries again.
    if (scope.shutdown.aborted) return undefined;
    // It may have been deleted while it ran: a custom resource's function is, as soon as it has answered.
    if (goneWithFunction(scope, event)) return undefined;
    const next = afterAttempt(event, attempted.attempt, limitsOf(scope, event), scope.clock.now());
    if (next.kind === 'again') {
      events(scope).put(event.id, next.event);
      return next.event;
    }
    if (next.condition !== 'Success') asyncMetric(scope, attempted.measured, 'AsyncEventsDropped');
    await tell(scope, next.event, next.condition, attempted);
    events(scope).delete(event.id);
    return undefined;
  } finally {
    release();
  }
}

/** Deletes an event whose function is deleted, as AWS does. */
function goneWithFunction(scope: Scope, event: AsyncEvent): boolean {
  if (functions(scope).get(event.functionName) !== undefined) return false;
  events(scope).delete(event.id);
  return true;
}

function limitsOf(scope: Scope, event: AsyncEvent): RetryLimits {
  const config = eventInvokeConfigs(scope).get(configKey(referenceOf(event)));
  return {
    maximumRetryAttempts: config?.maximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS,
    maximumEventAgeSeconds: config?.maximumEventAgeSeconds ?? DEFAULT_EVENT_AGE_SECONDS,
  };
}

async function invoke(scope: Scope, event: AsyncEvent): Promise<Attempted> {
  try {
    const { outcome, version, measured } = await runFunction(scope, {
      reference: referenceOf(event),
      requestId: event.id,
      payload: Buffer.from(event.payload),
      traceHeader: event.traceHeader,
      clientContext: event.clientContext,
      task: event.id,
    });
    return {
      attempt: outcome.functionError === undefined ? 'succeeded' : 'failed',
      measured,
      executedVersion: version.version,
      payload: outcome.payload.toString(),
      functionError: outcome.functionError,
    };
  } catch (error) {
    // Throttles, and a role that cannot be assumed, go back into the queue until the event is too old.
    if (!(error instanceof ServiceError) && !(error instanceof Error && '$fault' in error)) throw error;
    const { qualifier } = event;
    return {
      attempt: 'throttled',
      measured: measuredOf(event),
      executedVersion: qualifier !== undefined && isVersion(qualifier) ? qualifier : '$LATEST',
      payload: '',
      functionError: undefined,
    };
  }
}

const parsed = (payload: string): unknown => (payload === '' ? undefined : JSON.parse(payload));

/** Tells the destination and the dead-letter topic, if there is one; what they refuse is counted in a metric, as on AWS. */
async function tell(scope: Scope, event: AsyncEvent, condition: Condition, last: Attempted): Promise<void> {
  const reference = referenceOf(event);
  const config = eventInvokeConfigs(scope).get(configKey(reference));
  const version = resolveVersion(scope, reference);
  const succeeded = condition === 'Success';
  const destination = succeeded ? config?.onSuccess : config?.onFailure;
  const deadLetters = succeeded ? undefined : version.deadLetterTargetArn;
  const counted = async (metric: 'DestinationDeliveryFailures' | 'DeadLetterErrors', send: () => Promise<void>) => {
    try {
      await send();
    } catch (error) {
      if (!(error instanceof Error && '$fault' in error)) throw error;
      asyncMetric(scope, last.measured, metric);
    }
  };
  if (destination !== undefined) {
    const record: InvocationRecord = {
      version: '1.0',
      timestamp: new Date(scope.clock.now()).toISOString(),
      requestContext: {
        requestId: event.id,
        functionArn: functionArn(scope, event.functionName, event.qualifier ?? '$LATEST'),
        condition,
        approximateInvokeCount: event.attempts,
      },
      requestPayload: parsed(event.payload),
      responseContext: {
        statusCode: last.attempt === 'throttled' ? 429 : 200,
        executedVersion: last.executedVersion,
        ...(last.functionError === undefined ? {} : { functionError: last.functionError }),
      },
      responsePayload: parsed(last.payload),
    };
    await counted('DestinationDeliveryFailures', async () =>
      deliver(scope, await roleKeys(scope, version), destination, record, succeeded ? 'Success' : 'Failure'),
    );
  }
  if (deadLetters !== undefined)
    await counted('DeadLetterErrors', async () =>
      deliverDeadLetter(scope, await roleKeys(scope, version), deadLetters, {
        payload: event.payload,
        requestId: event.id,
        errorCode: last.attempt === 'throttled' ? '429' : '200',
        errorMessage: last.payload,
      }),
    );
}
