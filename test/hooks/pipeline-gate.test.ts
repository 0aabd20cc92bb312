import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type GateEnvironment, runPipelineGate } from '../../hooks/pipeline-gate.ts';
import type { Verdict } from '../../hooks/verdict.ts';

const event = (UserParameters: string) => ({
  'CodePipeline.job': {
    id: 'job-1',
    accountId: '111122223333',
    data: {
      actionConfiguration: { configuration: { FunctionName: 'gate', UserParameters } },
      artifactCredentials: { secretAccessKey: 'a secret' },
    },
  },
});

function environment(judge: GateEnvironment['judge'], remainingTimeMs = 60_000) {
  const report = jest.fn<GateEnvironment['report']>().mockResolvedValue(undefined);
  const log = jest.fn<GateEnvironment['log']>();
  return { gate: 'freeze', report, log, judge, remainingTimeMs };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test.each<Verdict['verdict']>(['pass', 'fail', 'inconclusive'])('reports the verdict %s, once', async (verdict) => {
  const judge = jest.fn<GateEnvironment['judge']>().mockResolvedValue({ verdict, reason: 'because' });
  const gate = environment(judge);
  await runPipelineGate(event('{"stage":"Prod"}'), gate);
  expect(judge.mock.calls).toEqual([['Prod']]);
  expect(gate.report.mock.calls).toEqual([['job-1', { verdict, reason: 'because' }]]);
  expect(JSON.stringify(gate.log.mock.calls)).not.toContain('secret');
});

test('reports a failure where judging throws', async () => {
  const gate = environment(async () => {
    throw new TypeError('no calendar');
  });
  await runPipelineGate(event('{"stage":"Prod"}'), gate);
  expect(gate.report.mock.calls).toEqual([['job-1', { verdict: 'fail', reason: 'TypeError: no calendar' }]]);
});

test('reports before its time is up', async () => {
  const gate = environment(() => new Promise(() => undefined), 30_000);
  const done = runPipelineGate(event('{"stage":"Prod"}'), gate);
  await jest.advanceTimersByTimeAsync(20_000);
  await done;
  expect(gate.report.mock.calls).toMatchObject([['job-1', { verdict: 'inconclusive' }]]);
});

test.each(['', '{}', 'Prod'])('judges nothing for the parameters %j', async (parameters) => {
  const judge = jest.fn<GateEnvironment['judge']>();
  await expect(runPipelineGate(event(parameters), environment(judge))).rejects.toThrow();
  expect(judge).not.toHaveBeenCalled();
});
