import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { REPORT_RESERVE_MS } from '../../hooks/guarded-verdict.ts';
import { type HookEnvironment, runLifecycleHook } from '../../hooks/lifecycle-hook.ts';
import type { Verdict } from '../../hooks/verdict.ts';

const EVENT = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'hook-1' };

function environment(judge: HookEnvironment['judge'], remainingTimeMs = 60_000) {
  const report = jest.fn<HookEnvironment['report']>().mockResolvedValue(undefined);
  const log = jest.fn<HookEnvironment['log']>();
  return { report, log, judge, remainingTimeMs };
}

describe('a lifecycle hook', () => {
  test.each<[Verdict['verdict'], string]>([
    ['pass', 'Succeeded'],
    ['fail', 'Failed'],
    ['inconclusive', 'Failed'],
  ])('reports the verdict %s as %s, once', async (verdict, status) => {
    const hook = environment(async () => ({ verdict, reason: 'because' }));
    await runLifecycleHook(EVENT, hook);
    expect(hook.report.mock.calls).toEqual([['d-1', 'hook-1', status]]);
    expect(hook.log).toHaveBeenCalledWith({ deploymentId: 'd-1', verdict, reason: 'because', status });
  });

  test('reports Failed where judging throws', async () => {
    const hook = environment(async () => {
      throw new TypeError('no such table');
    });
    await runLifecycleHook(EVENT, hook);
    expect(hook.report.mock.calls).toEqual([['d-1', 'hook-1', 'Failed']]);
    expect(hook.log).toHaveBeenCalledWith(expect.objectContaining({ reason: 'TypeError: no such table' }));
  });

  test('does not report again where the report is refused', async () => {
    const hook = environment(async () => ({ verdict: 'pass', reason: '' }));
    hook.report.mockRejectedValue(new Error('LifecycleEventAlreadyCompletedException'));
    await expect(runLifecycleHook(EVENT, hook)).rejects.toThrow('LifecycleEventAlreadyCompletedException');
    expect(hook.report).toHaveBeenCalledTimes(1);
  });

  test('judges nothing for an event that is not of CodeDeploy', async () => {
    const judge = jest.fn<HookEnvironment['judge']>();
    const hook = environment(judge);
    await expect(runLifecycleHook({ DeploymentId: 'd-1' }, hook)).rejects.toThrow('LifecycleEventHookExecutionId');
    expect(judge).not.toHaveBeenCalled();
    expect(hook.report).not.toHaveBeenCalled();
  });
});

describe('the watchdog', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('reports Failed before the time is up, and a verdict that comes later is not reported', async () => {
    let conclude: (verdict: Verdict) => void = () => undefined;
    const judged = new Promise<Verdict>((resolve) => {
      conclude = resolve;
    });
    const hook = environment(() => judged, 60_000);
    const run = runLifecycleHook(EVENT, hook);
    await jest.advanceTimersByTimeAsync(60_000 - REPORT_RESERVE_MS - 1);
    expect(hook.report).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await run;
    conclude({ verdict: 'pass', reason: 'late' });
    await jest.runAllTimersAsync();
    expect(hook.report.mock.calls).toEqual([['d-1', 'hook-1', 'Failed']]);
    expect(hook.log).toHaveBeenCalledWith(expect.objectContaining({ verdict: 'inconclusive' }));
  });

  test('leaves no timer behind', async () => {
    await runLifecycleHook(
      EVENT,
      environment(async () => ({ verdict: 'pass', reason: '' })),
    );
    expect(jest.getTimerCount()).toBe(0);
  });
});
