import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AttachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { InvokeCommand, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AsyncEvent, afterAttempt } from '../../../rehearsal/services/lambda/machine.ts';
import { accountOf, type LambdaAccount, startLambdaAccount } from './lambda-account.ts';

const MINUTE_MS = 60_000;

describe('after an attempt', () => {
  const event: AsyncEvent = {
    id: 'e',
    functionName: 'f',
    qualifier: undefined,
    payload: '{}',
    acceptedMs: 0,
    attempts: 0,
    throttles: 0,
    nextMs: 0,
    traceHeader: undefined,
    clientContext: undefined,
  };
  const limits = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 3600 };

  test.each([
    [{}, 'succeeded', {}, { kind: 'over', condition: 'Success', event: { attempts: 1 } }],
    [{}, 'failed', {}, { kind: 'again', event: { attempts: 1, nextMs: 1000 + MINUTE_MS } }],
    [{ attempts: 1 }, 'failed', {}, { kind: 'again', event: { attempts: 2, nextMs: 1000 + 2 * MINUTE_MS } }],
    [{ attempts: 2 }, 'failed', {}, { kind: 'over', condition: 'RetriesExhausted', event: { attempts: 3 } }],
    [{}, 'failed', { maximumRetryAttempts: 0 }, { kind: 'over', condition: 'RetriesExhausted' }],
    [{}, 'failed', { maximumEventAgeSeconds: 60 }, { kind: 'over', condition: 'EventAgeExceeded' }],
    [{}, 'throttled', {}, { kind: 'again', event: { attempts: 0, throttles: 1, nextMs: 2000 } }],
    [{ throttles: 3 }, 'throttled', {}, { kind: 'again', event: { throttles: 4, nextMs: 9000 } }],
    [{ throttles: 30 }, 'throttled', {}, { kind: 'again', event: { nextMs: 1000 + 5 * MINUTE_MS } }],
    [{ throttles: 30 }, 'throttled', { maximumEventAgeSeconds: 60 }, { kind: 'over', condition: 'EventAgeExceeded' }],
  ] as const)('%j %s %j', (state, attempt, own, next) => {
    expect(afterAttempt({ ...event, ...state }, attempt, { ...limits, ...own }, 1000)).toMatchObject(next);
  });
});

describe('an asynchronous invocation', () => {
  let account: LambdaAccount;
  beforeEach(async () => {
    account = await startLambdaAccount();
    await account.create('ok', "export const handler = async (event) => { console.log('ran ' + event.n); };");
    await account.create(
      'bad',
      "export const handler = async (event) => { console.log('ran ' + event.n); throw new Error('no'); };",
    );
  });
  afterEach(() => account.local.stop());

  const send = (name: string, event: object) =>
    account.client.send(
      new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: JSON.stringify(event) }),
    );
  const runs = async (name: string, pattern = 'ran'): Promise<string[]> => {
    const { events } = await account.local
      .client(CloudWatchLogsClient)
      .send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, filterPattern: pattern }));
    return (events ?? []).map(({ message }) => message?.split('\t').at(-1) ?? '');
  };

  test('is accepted and runs', async () => {
    expect((await send('ok', { n: 1 })).StatusCode).toBe(202);
    await account.local.clock.advance(0);
    expect(await runs('ok')).toEqual(['ran 1']);
    await account.local.clock.advance(10 * MINUTE_MS);
    expect(await runs('ok')).toEqual(['ran 1']);
  });

  test('is tried again after one and after two minutes, then given up', async () => {
    await send('bad', { n: 1 });
    await account.local.clock.advance(0);
    expect(await runs('bad')).toHaveLength(1);
    await account.local.clock.advance(MINUTE_MS - 1);
    expect(await runs('bad')).toHaveLength(1);
    await account.local.clock.advance(1);
    expect(await runs('bad')).toHaveLength(2);
    await account.local.clock.advance(2 * MINUTE_MS);
    expect(await runs('bad')).toHaveLength(3);
    await account.local.clock.advance(60 * MINUTE_MS);
    expect(await runs('bad')).toHaveLength(3);
    const dropped = account.metrics.filter(
      ({ name, dimensions }) => name === 'AsyncEventsDropped' && Object.keys(dimensions).join() === 'FunctionName',
    );
    expect(dropped.map(({ value }) => value)).toEqual([1]);
  });

  test('keeps one request id over its attempts', async () => {
    await send('bad', { n: 1 });
    await account.local.clock.advance(5 * MINUTE_MS);
    expect(new Set((await runs('bad', 'START')).map((line) => line.split(' ')[2])).size).toBe(1);
  });

  test('waits through a restart', async () => {
    await send('bad', { n: 1 });
    await account.local.clock.advance(0);
    account = accountOf(await account.local.restart());
    await account.local.clock.advance(3 * MINUTE_MS);
    expect(await runs('bad')).toHaveLength(3);
  });

  test('tells its destination what happened', async () => {
    await account.local.client(IAMClient).send(
      new AttachRolePolicyCommand({
        RoleName: 'function-role',
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    );
    const ok = 'arn:aws:lambda:eu-west-1:111122223333:function:told';
    await account.create(
      'told',
      'export const handler = async (event) => { console.log("told " + JSON.stringify(event)); };',
    );
    await account.client.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'bad',
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: ok } },
      }),
    );
    await send('bad', { n: 5 });
    await account.local.clock.advance(0);
    const [line = ''] = await runs('told', 'told');
    expect(JSON.parse(line.slice('told '.length))).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:bad:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { n: 5 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'no' },
    });
  });
});
