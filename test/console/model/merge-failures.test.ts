import { describe, expect, test } from '@jest/globals';
import { toLoggedFailure } from '../../../console/model/log-words.ts';
import { mergeFailures } from '../../../console/model/merge-failures.ts';
import { NOON } from './views.ts';

const ID = '0a1b2c3d-0000-4000-8000-000000000001';
const OTHER = '0a1b2c3d-0000-4000-8000-000000000002';
const AT = '2026-01-05T12:00:00.000Z';
const STACK = ['Error: The record could not be migrated', 'at read (/var/task/index.mjs:12:9)', 'at next (a.mjs:1:1)'];

/** What Powertools' logger writes of an error. */
const powertools = (id: string) =>
  JSON.stringify({
    level: 'ERROR',
    message: 'failed',
    timestamp: AT,
    service: 'students',
    function_request_id: id,
    error: {
      name: 'Error',
      location: 'file:///var/task/index.mjs:12',
      message: 'The record could not be migrated',
      stack: STACK.join('\n'),
    },
  });
/** What the runtime writes of the same error in a log of text, and in one of JSON. */
const runtime = (id: string) =>
  `${AT}\t${id}\tERROR\tInvoke Error \t${JSON.stringify({ errorType: 'Error', errorMessage: 'The record could not be migrated', stack: STACK })}`;
const runtimeJson = JSON.stringify({
  timestamp: AT,
  level: 'ERROR',
  requestId: ID,
  message: 'Invoke Error',
  errorType: 'Error',
  errorMessage: 'The record could not be migrated',
  stackTrace: STACK,
});
const MIGRATED = 'Error: The record could not be migrated (at index.mjs:12)';

describe('a line of a log in words', () => {
  test.each<[string, string, string, string | undefined]>([
    ['of Powertools’ logger', powertools(ID), MIGRATED, ID],
    ['of the runtime, in text', runtime(ID), MIGRATED, ID],
    ['of the runtime, in JSON', runtimeJson, MIGRATED, ID],
    [
      'of console.error',
      `${AT}\t${ID}\tERROR\tError: no table\n    at read (/var/task/index.mjs:3:1)`,
      'Error: no table (at index.mjs:3)',
      ID,
    ],
    ['of a logger without an error', '{"level":"ERROR","message":"no table"}', 'no table', undefined],
    ['of a logger whose error is a text', '{"message":"failed","error":"no table"}', 'failed: no table', undefined],
    [
      'of a request that took too long',
      `${AT} ${ID} Task timed out after 3.00 seconds`,
      'Task timed out after 3.00 seconds',
      ID,
    ],
    [
      'of a process that ended',
      `RequestId: ${ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`,
      'Error: Runtime exited with error: exit status 1',
      ID,
    ],
    [
      'of Lambda’s account of a request',
      `REPORT RequestId: ${ID}\tDuration: 1 ms\tStatus: error\tError Type: Runtime.ExitError\t`,
      'Lambda: Runtime.ExitError',
      ID,
    ],
    ['that is no JSON, though it begins so', '{ERROR} half a line', '{ERROR} half a line', undefined],
    ['that is JSON and tells nothing', '{"level":"ERROR","code":7}', '{"level":"ERROR","code":7}', undefined],
    [
      'with members of other types',
      '{"level":"ERROR","message":7,"error":{"message":["x"]}}',
      '{"level":"ERROR","message":7,"error":{"message":["x"]}}',
      undefined,
    ],
  ])('%s', (_, raw, text, requestId) => {
    expect(toLoggedFailure(raw)).toMatchObject({ text, requestId });
  });
});

describe('failures', () => {
  const at = (seconds: number, text: string, group = '/aws/lambda/read') => ({
    atMs: NOON + seconds * 1000,
    group,
    text,
  });

  test('that the handler and the runtime have logged are one, counted by requests', () => {
    const lines = [at(0, powertools(ID)), at(1, runtime(ID)), at(2, powertools(OTHER)), at(3, runtime(OTHER))];
    expect(mergeFailures(lines)).toEqual([
      { atMs: NOON, group: '/aws/lambda/read', text: MIGRATED, times: 2, raw: powertools(ID) },
    ]);
  });

  test('that differ are told each, in the order of their first line; without a request each line counts', () => {
    expect(
      mergeFailures([at(0, 'Error: a'), at(1, 'Error: b'), at(2, 'Error: a')]).map(({ text, times }) => [text, times]),
    ).toEqual([
      ['Error: a', 2],
      ['Error: b', 1],
    ]);
  });

  test('that Lambda accounts for are told by the line that says why, where there is one', () => {
    const report = (id: string) => `REPORT RequestId: ${id}\tDuration: 1 ms\tStatus: timeout`;
    const lines = [at(0, `${AT} ${ID} Task timed out after 3.00 seconds`), at(1, report(ID)), at(2, report(OTHER))];
    expect(mergeFailures(lines).map(({ text }) => text)).toEqual([
      'Task timed out after 3.00 seconds',
      'Lambda: the request ended as timeout',
    ]);
  });

  test('of two functions stay apart', () => {
    expect(mergeFailures([at(0, 'Error: a'), at(0, 'Error: a', '/aws/lambda/add')])).toHaveLength(2);
  });
});
