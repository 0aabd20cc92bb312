import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { START_MS } from '../../helpers/rehearsal.ts';
import { type LambdaAccount, startLambdaAccount } from './lambda-account.ts';

const SOURCE = `
import { STSClient } from '@aws-sdk/client-sts';
let count = 0;
const outcomes = {
  echo: (event, context) => ({ event, name: context.functionName, arn: context.invokedFunctionArn, memory: context.memoryLimitInMB }),
  count: () => ++count,
  now: (_event, context) => ({ now: Date.now(), iso: new Date().toISOString(), text: Date(), left: context.getRemainingTimeInMillis() }),
  env: () => process.env,
  throw: () => { throw new TypeError('it broke'); },
  reject: () => { Promise.reject(new Error('unseen')); return new Promise((done) => setTimeout(done, 1000)); },
  exit: () => process.exit(7),
  spin: () => { for (;;); },
  eat: () => { const held = []; for (;;) held.push(Buffer.alloc(4e6, 1)); },
  large: () => 'x'.repeat(7 * 1024 * 1024),
  never: () => new Promise(() => {}),
  log: () => { console.log('a line\\nand another'); console.error('bad', { a: 1 }); process.stdout.write('raw\\n'); },
  sdk: () => typeof STSClient,
};
export const handler = async (event, context) => outcomes[event.do ?? 'echo'](event, context);
`;

let account: LambdaAccount;
beforeAll(async () => {
  account = await startLambdaAccount();
  await account.create('f', SOURCE, { Timeout: 1, Environment: { Variables: { GREETING: 'hello' } } });
});
afterAll(() => account.local.stop());

const run = (what: string) => account.invoke('f', { do: what });

test('a function gets the event and its context, and its answer comes back', async () => {
  expect(await account.invoke('f', { a: [1, 'ü'] })).toMatchObject({
    functionError: undefined,
    executedVersion: '$LATEST',
    payload: {
      event: { a: [1, 'ü'] },
      name: 'f',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
      memory: '128',
    },
  });
});

test('no payload is an empty event, and names may be partial or full ARNs', async () => {
  expect((await account.invoke('arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST')).payload).toMatchObject({
    event: {},
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST',
  });
  expect((await account.invoke('111122223333:function:f')).payload).toMatchObject({ event: {} });
});

test('an environment is warm: what a module holds stays', async () => {
  const first = Number((await run('count')).payload);
  expect((await run('count')).payload).toBe(first + 1);
});

test('the function reads the clock of the rehearsal', async () => {
  const { payload } = await run('now');
  expect(payload).toMatchObject({
    iso: expect.stringContaining('2026-01-05T00:00:0'),
    text: expect.stringContaining('Mon Jan 05 2026'),
    now: expect.any(Number),
    left: expect.any(Number),
  });
  const { now, left } = payload as { now: number; left: number };
  expect(now - START_MS).toBeLessThan(1000);
  expect(left).toBeGreaterThan(500);
  expect(left).toBeLessThanOrEqual(1000);
});

test('the process has the environment that Lambda gives, and nothing of the host', async () => {
  process.env.SECRET_OF_THE_HOST = 'x';
  const environment = (await run('env')).payload as Record<string, string>;
  expect(environment).toMatchObject({
    GREETING: 'hello',
    AWS_LAMBDA_FUNCTION_NAME: 'f',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/f',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^2026\/01\/05\/\[\$LATEST\][0-9a-f]{32}$/),
    AWS_REGION: 'eu-west-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_ENDPOINT_URL: account.local.rehearsal.endpoint,
    AWS_SESSION_TOKEN: expect.any(String),
    _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    TZ: ':UTC',
  });
  expect(environment).not.toHaveProperty('SECRET_OF_THE_HOST');
  expect(environment).not.toHaveProperty('HOME');
});

test('the SDK is part of the runtime, also for ECMAScript modules', async () => {
  expect((await run('sdk')).payload).toBe('function');
});

describe('a function fails', () => {
  test('by throwing: its error comes back, and the environment lives on', async () => {
    const before = Number((await run('count')).payload);
    expect(await run('throw')).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'TypeError', errorMessage: 'it broke', trace: expect.any(Array) },
    });
    expect((await run('count')).payload).toBe(before + 1);
  });

  test('by an unhandled rejection', async () => {
    expect(await run('reject')).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: unseen' },
    });
  });

  test('by exiting, and the next invocation has a new environment', async () => {
    expect(await run('exit')).toMatchObject({
      functionError: 'Unhandled',
      payload: {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 7$/,
        ),
      },
    });
    expect((await run('count')).payload).toBe(1);
  });

  test('by using up its time', async () => {
    expect(await run('spin')).toMatchObject({
      functionError: 'Unhandled',
      payload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('Error: Task timed out after 1.00 seconds'),
      },
    });
  });

  test('by using up its memory', async () => {
    expect(await run('eat')).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Runtime.OutOfMemory', errorMessage: expect.stringContaining('signal: killed') },
    });
  });

  test('by answering more than Lambda passes on', async () => {
    expect(await run('large')).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });

  test('by a handler that is not there', async () => {
    await account.create('no-handler', 'export const other = 1;');
    expect(await account.invoke('no-handler')).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
    });
  });

  test('by a module that is not there', async () => {
    await account.create('no-module', 'export const handler = 1;', { Handler: 'other.handler' });
    expect(await account.invoke('no-module')).toMatchObject({ payload: { errorType: 'Runtime.ImportModuleError' } });
  });
});

test('a promise that nothing can settle any more ends in null', async () => {
  expect(await run('never')).toMatchObject({ payload: null, functionError: undefined });
});

test('the tail of the log comes with the answer', async () => {
  const { log } = await account.invoke('f', { do: 'log' }, { LogType: 'Tail' });
  expect(log).toMatch(
    /^START RequestId: \S+ Version: \$LATEST\n.*\tINFO\ta line\nand another\n.*\tERROR\tbad { a: 1 }\n/s,
  );
  expect(log).toContain('\nraw\n');
  expect(log).toMatch(
    /END RequestId: \S+\nREPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\t\n$/,
  );
});

test('what cannot be invoked is refused as AWS does', async () => {
  await expect(account.invoke('missing')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:eu-west-1:111122223333:function:missing',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(account.invoke('f', {}, { Qualifier: '9' })).rejects.toMatchObject({
    message: 'Function not found: arn:aws:lambda:eu-west-1:111122223333:function:f:9',
  });
  const broken = account.client.send(new InvokeCommand({ FunctionName: 'f', Payload: '{oops' }));
  await expect(broken).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
});

test('a dry run runs nothing', async () => {
  const answer = await account.client.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'DryRun' }));
  expect(answer.StatusCode).toBe(204);
});

test('CommonJS handlers and callbacks of older runtimes work', async () => {
  const { zipOf } = await import('./lambda-account.ts');
  const ZipFile = await zipOf({
    'src/main.js': 'exports.run = (event, context, callback) => callback(null, event.a + 1);',
  });
  await account.create('older', '', { Runtime: 'nodejs22.x', Handler: 'src/main.run', Code: { ZipFile } });
  expect((await account.invoke('older', { a: 1 })).payload).toBe(2);
  await account.create('newer', '', { Handler: 'src/main.run', Code: { ZipFile } });
  expect((await account.invoke('newer', { a: 1 })).payload).toMatchObject({
    errorType: 'Runtime.CallbackHandlerDeprecated',
  });
});
