import { GetUsageCommand, UpdateApiKeyCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { periodStart } from '../../../rehearsal/services/apigateway/data/quota-period.ts';
import { createThrottles } from '../../../rehearsal/services/apigateway/data/throttle.ts';
import { apigateway } from '../../../rehearsal/services/apigateway/index.ts';
import { xray } from '../../../rehearsal/services/xray/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { type FakeLambda, fakeLambda } from './fake-lambda.ts';
import { makeStudentsApi, type StudentsApi } from './students-api.ts';

let rehearsal: TestRehearsal;
let lambda: FakeLambda;
beforeEach(async () => {
  lambda = fakeLambda();
  rehearsal = await startTestRehearsal([apigateway, lambda.service, xray]);
});
afterEach(() => rehearsal.stop());

const call = ({ key, apiId }: StudentsApi, count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const response = await fetch(`${rehearsal.rehearsal.endpoint}/_api/${apiId}/v1/students?Roll=1`, {
        headers: { 'x-api-key': key },
      });
      const { message } = Object(await response.json());
      return `${response.status} ${message ?? ''}`.trim();
    }),
  );
function tally(answers: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}

test('the usage plan lets a burst through and then its rate', async () => {
  const api = await makeStudentsApi(rehearsal, { throttle: { rateLimit: 2, burstLimit: 5 } });
  expect(tally(await call(api, 8))).toEqual({ '200': 5, '429 Too Many Requests': 3 });
  await rehearsal.clock.advance(1000);
  expect(tally(await call(api, 4))).toEqual({ '200': 2, '429 Too Many Requests': 2 });
});

test('the stage limits each method, whatever the key', async () => {
  const api = await makeStudentsApi(rehearsal);
  await api.client.send(
    new UpdateStageCommand({
      restApiId: api.apiId,
      stageName: 'v1',
      patchOperations: [
        { op: 'replace', path: '/*/*/throttling/rateLimit', value: '1' },
        { op: 'replace', path: '/*/*/throttling/burstLimit', value: '1' },
        { op: 'replace', path: '/~1students/GET/throttling/burstLimit', value: '3' },
      ],
    }),
  );
  expect(tally(await call(api, 5))).toEqual({ '200': 3, '429 Too Many Requests': 2 });
});

test('the quota survives a restart and ends with its period', async () => {
  const api = await makeStudentsApi(rehearsal, { quota: { limit: 3, period: 'DAY' } });
  expect(tally(await call(api, 2))).toEqual({ '200': 2 });
  rehearsal = await rehearsal.restart();
  expect(tally(await call(api, 2))).toEqual({ '200': 1, '429 Limit Exceeded': 1 });
  await rehearsal.clock.advance(24 * 3600 * 1000);
  expect(tally(await call(api, 1))).toEqual({ '200': 1 });
  const { APIGatewayClient } = await import('@aws-sdk/client-api-gateway');
  const usage = await rehearsal
    .client(APIGatewayClient)
    .send(new GetUsageCommand({ usagePlanId: api.planId, startDate: '2026-01-05', endDate: '2026-01-06' }));
  expect(usage.items).toEqual({
    [api.keyId]: [
      [3, 0],
      [1, 2],
    ],
  });
});

test('a disabled key is refused from then on', async () => {
  const api = await makeStudentsApi(rehearsal);
  expect(await call(api, 1)).toEqual(['200']);
  const patchOperations = [{ op: 'replace' as const, path: '/enabled', value: 'false' }];
  await api.client.send(new UpdateApiKeyCommand({ apiKey: api.keyId, patchOperations }));
  expect(await call(api, 1)).toEqual(['403 Forbidden']);
});

describe('token bucket', () => {
  test.each([
    { rate: 10, burst: 5, atMs: [0, 0, 0, 0, 0, 0, 100], taken: [true, true, true, true, true, false, true] },
    { rate: 10, burst: 1, atMs: [0, 50, 100, 150, 200], taken: [true, false, true, false, true] },
    { rate: 1000, burst: 2, atMs: [0, 0, 0, 60_000, 60_000, 60_000], taken: [true, true, false, true, true, false] },
    { rate: undefined, burst: undefined, atMs: [0, 0], taken: [true, true] },
  ])('$rate a second, burst $burst', ({ rate, burst, atMs, taken }) => {
    const throttles = createThrottles();
    expect(atMs.map((ms) => throttles.take('x', { rateLimit: rate, burstLimit: burst }, ms))).toEqual(taken);
  });
});

test.each([
  ['DAY', 0, '2026-01-31', '2026-01-31'],
  ['WEEK', 0, '2026-01-31', '2026-01-25'],
  ['WEEK', 1, '2026-01-25', '2026-01-19'],
  ['MONTH', 0, '2026-01-31', '2026-01-01'],
  ['MONTH', 10, '2026-01-10', '2025-12-11'],
  ['MONTH', 10, '2026-01-11', '2026-01-11'],
] as const)('%s with offset %i: the period of %s begins on %s', (period, offset, day, start) => {
  expect(periodStart(day, { period, offset })).toBe(start);
});
