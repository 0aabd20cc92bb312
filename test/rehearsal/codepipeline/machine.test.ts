import type { RuleDeclaration } from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from '@jest/globals';
import {
  overrideCondition,
  retryStage,
  rollbackStage,
  stopExecution,
} from '../../../rehearsal/services/codepipeline/machine/commands.ts';
import { action, bench, pipelineOf, stage } from './fixture.ts';

const rule: RuleDeclaration = {
  name: 'Check',
  ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
};

describe('the way of one execution', () => {
  test('stages follow each other, and so do run orders; equal run orders run at once', () => {
    const b = bench(
      pipelineOf([
        stage('Build', { actions: [action('A'), action('B'), action('C', { runOrder: 2 })] }),
        stage('Deploy'),
      ]),
    );
    const execution = b.start();
    expect(b.running(execution)).toEqual(['Source']);
    b.end(execution, 'Source');
    expect(b.running(execution)).toEqual(['A', 'B']);
    b.end(execution, 'A');
    expect(b.running(execution)).toEqual(['B']);
    b.end(execution, 'B');
    expect(b.running(execution)).toEqual(['C']);
    b.end(execution, 'C');
    expect(b.running(execution)).toEqual(['DeployAction']);
    b.end(execution, 'DeployAction');
    expect(execution.status).toBe('Succeeded');
    expect(b.pipeline.active).toEqual([]);
  });

  test('a failed action lets its neighbour end, starts nothing after, and fails stage and execution', () => {
    const b = bench(
      pipelineOf([
        stage('Build', { actions: [action('A'), action('B'), action('C', { runOrder: 2 })] }),
        stage('Deploy'),
      ]),
    );
    const execution = b.start();
    b.end(execution, 'Source');
    b.end(execution, 'A', { status: 'Failed' });
    expect(execution.status).toBe('InProgress');
    b.end(execution, 'B');
    expect(b.running(execution)).toEqual([]);
    expect([execution.status, execution.stages.Build?.status, execution.stages.Deploy]).toEqual([
      'Failed',
      'Failed',
      undefined,
    ]);
    expect(b.happenings.slice(-3)).toEqual(['action B SUCCEEDED', 'stage Build FAILED', 'pipeline  FAILED']);
  });

  test('output variables reach later actions, and one that nobody produced fails the action', () => {
    const b = bench(
      pipelineOf([
        stage('Build', {
          actions: [
            action('A', { configuration: { X: 'v #{Source.CommitId} of #{codepipeline.PipelineExecutionId}' } }),
          ],
        }),
        stage('Deploy', { actions: [action('B', { configuration: { X: '#{Source.Nothing}' } })] }),
      ]),
    );
    const execution = b.start();
    b.end(execution, 'Source', { outputVariables: { CommitId: 'abc' } });
    expect(execution.runs[1]?.resolvedConfiguration).toEqual({ X: `v abc of ${execution.id}` });
    b.end(execution, 'A');
    expect(execution.runs[2]).toMatchObject({
      status: 'Failed',
      error: { message: expect.stringContaining('#{Source.Nothing}') },
    });
    expect(execution.status).toBe('Failed');
  });
});

describe('several executions', () => {
  test('SUPERSEDED: of those that wait for a stage the newest goes on', () => {
    const b = bench(pipelineOf([stage('Prod')]));
    const [one, two, three] = [b.start(), b.start(), b.start()];
    expect(two.status).toBe('Superseded'); // it waited for the source stage
    b.end(one, 'Source');
    b.end(three, 'Source');
    expect([b.running(one), three.at]).toEqual([['ProdAction'], { stage: 'Prod', waiting: true }]);
    const four = b.start();
    b.end(four, 'Source');
    expect([one.status, three.status, four.at.waiting]).toEqual(['InProgress', 'Superseded', true]);
    b.end(one, 'ProdAction');
    expect(b.running(four)).toEqual(['ProdAction']);
  });

  test('QUEUED: the oldest goes first and nobody is superseded', () => {
    const b = bench(pipelineOf([stage('Prod')], 'QUEUED'));
    const [one, two, three] = [b.start(), b.start(), b.start()];
    b.end(one, 'Source');
    b.end(two, 'Source');
    b.end(three, 'Source');
    expect([one, two, three].map((e) => b.running(e))).toEqual([['ProdAction'], [], []]);
    b.end(one, 'ProdAction', { status: 'Failed' });
    expect([one.status, two.status, b.running(two), b.running(three)]).toEqual([
      'Failed',
      'InProgress',
      ['ProdAction'],
      [],
    ]);
  });

  test('PARALLEL: nobody waits', () => {
    const b = bench(pipelineOf([stage('Prod')], 'PARALLEL'));
    const [one, two] = [b.start(), b.start()];
    b.end(two, 'Source');
    b.end(one, 'Source');
    expect([b.running(one), b.running(two)]).toEqual([['ProdAction'], ['ProdAction']]);
  });

  test('a disabled transition holds executions before the stage until it is enabled', () => {
    const b = bench(pipelineOf([stage('Prod')]));
    b.pipeline.disabled.Prod = { reason: 'freeze', changedBy: 'me', changedMs: 0 };
    const execution = b.start();
    b.end(execution, 'Source');
    expect([execution.at, b.running(execution)]).toEqual([{ stage: 'Prod', waiting: true }, []]);
    b.apply((draft) => {
      delete draft.pipeline.disabled.Prod;
    });
    expect(b.running(execution)).toEqual(['ProdAction']);
  });

  test('an update cancels executions of the version before, but not parallel ones', () => {
    for (const [mode, status] of [
      ['SUPERSEDED', 'Cancelled'],
      ['QUEUED', 'Cancelled'],
      ['PARALLEL', 'InProgress'],
    ] as const) {
      const b = bench(pipelineOf([stage('Prod')], mode));
      const old = b.start();
      b.update(pipelineOf([stage('Prod'), stage('More')], mode));
      const next = b.start();
      expect([mode, old.status, next.status]).toEqual([mode, status, 'InProgress']);
      if (status === 'Cancelled')
        expect([old.runs[0]?.status, old.stages.Source?.status]).toEqual(['Abandoned', 'Cancelled']);
    }
  });
});

describe('stop', () => {
  test('waits for actions that run and starts nothing more', () => {
    const b = bench(pipelineOf([stage('Build', { actions: [action('A'), action('B', { runOrder: 2 })] })]));
    const execution = b.start();
    b.end(execution, 'Source');
    b.apply((draft) => stopExecution(draft, execution, false, 'enough'));
    expect([execution.status, execution.stages.Build?.status, b.running(execution)]).toEqual([
      'Stopping',
      'Stopping',
      ['A'],
    ]);
    expect(() => b.apply((draft) => stopExecution(draft, execution, false, undefined))).toThrow(/already stopping/);
    b.end(execution, 'A');
    expect([execution.status, execution.stages.Build?.status, execution.stopReason]).toEqual([
      'Stopped',
      'Stopped',
      'enough',
    ]);
    expect(() => b.apply((draft) => stopExecution(draft, execution, false, undefined))).toThrow(/Stopped/);
  });

  test('abandons what runs when it is told to, and lets the next execution in', () => {
    const b = bench(pipelineOf([stage('Build')]));
    const execution = b.start();
    b.end(execution, 'Source');
    const next = b.start();
    b.end(next, 'Source');
    b.apply((draft) => stopExecution(draft, execution, true, undefined));
    expect([execution.status, execution.runs[1]?.status, b.running(next)]).toEqual([
      'Stopped',
      'Abandoned',
      ['BuildAction'],
    ]);
  });
});

describe('retry', () => {
  const failed = () => {
    const b = bench(
      pipelineOf([stage('Build', { actions: [action('A'), action('B'), action('C', { runOrder: 2 })] })]),
    );
    const execution = b.start();
    b.end(execution, 'Source');
    b.end(execution, 'A');
    b.end(execution, 'B', { status: 'Failed' });
    return { b, execution };
  };
  test('FAILED_ACTIONS runs those that failed and then those that were not reached', () => {
    const { b, execution } = failed();
    b.apply((draft) => retryStage(draft, execution, 'Build', 'FAILED_ACTIONS'), [execution]);
    expect([b.running(execution), execution.status]).toEqual([['B'], 'InProgress']);
    b.end(execution, 'B');
    b.end(execution, 'C');
    expect(execution.status).toBe('Succeeded');
  });
  test('ALL_ACTIONS runs all', () => {
    const { b, execution } = failed();
    b.apply((draft) => retryStage(draft, execution, 'Build', 'ALL_ACTIONS'), [execution]);
    expect(b.running(execution)).toEqual(['A', 'B']);
  });
  test('refuses a stage that a later execution has entered', () => {
    const { b, execution } = failed();
    const next = b.start();
    b.end(next, 'Source');
    expect(() => b.apply((draft) => retryStage(draft, execution, 'Build', 'ALL_ACTIONS'), [execution])).toThrow(
      next.id,
    );
  });
  test('refuses after an update of the pipeline', () => {
    const { b, execution } = failed();
    b.update(pipelineOf([stage('Build')]));
    expect(() => b.apply((draft) => retryStage(draft, execution, 'Build', 'ALL_ACTIONS'), [execution])).toThrow(
      /version 1/,
    );
  });
  test('a stage that retries by itself does so once', () => {
    const b = bench(
      pipelineOf([
        stage('Build', { onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'FAILED_ACTIONS' } } }),
      ]),
    );
    const execution = b.start();
    b.end(execution, 'Source');
    b.end(execution, 'BuildAction', { status: 'Failed' });
    expect([b.running(execution), execution.stages.Build?.latestRetry]).toEqual([
      ['BuildAction'],
      'AutomatedStageRetry',
    ]);
    b.end(execution, 'BuildAction', { status: 'Failed' });
    expect(execution.status).toBe('Failed');
  });
});

describe('rollback', () => {
  const declaration = pipelineOf([stage('Prod', { onFailure: { result: 'ROLLBACK' } })]);
  test('by itself: a failed stage runs again with what the last good execution released', () => {
    const b = bench(declaration);
    const good = b.start();
    b.end(good, 'Source', { outputVariables: { CommitId: 'good' } });
    b.end(good, 'ProdAction');
    const bad = b.start();
    b.end(bad, 'Source', { outputVariables: { CommitId: 'bad' } });
    b.end(bad, 'ProdAction', { status: 'Failed' });
    const rollback = b.all.at(-1);
    expect(bad.status).toBe('Failed');
    expect(rollback).toMatchObject({
      type: 'ROLLBACK',
      rollbackOf: good.id,
      trigger: { type: 'AutomatedRollback', detail: bad.id },
      namespaces: { Source: { CommitId: 'good' } },
      artifacts: good.artifacts,
    });
    if (rollback === undefined) throw new Error('no rollback');
    b.end(rollback, 'ProdAction', { status: 'Failed' });
    expect([rollback.status, b.all.length]).toEqual(['Failed', 3]); // not rolled back again
  });
  test('not to an execution of an earlier version: the stage stays failed and says why', () => {
    const b = bench(declaration);
    const good = b.start();
    b.end(good, 'Source');
    b.end(good, 'ProdAction');
    b.update(declaration);
    const bad = b.start();
    b.end(bad, 'Source');
    b.end(bad, 'ProdAction', { status: 'Failed' });
    expect([b.all.length, bad.statusSummary]).toEqual([2, expect.stringContaining('version 2')]);
  });
  test('by hand', () => {
    const b = bench(declaration);
    const good = b.start();
    b.end(good, 'Source');
    b.end(good, 'ProdAction');
    expect(() => b.apply((draft) => rollbackStage(draft, good, 'Source', 'me'), [good])).toThrow(/source stage/);
    const rollback = b.apply((draft) => rollbackStage(draft, good, 'Prod', 'me'), [good]);
    expect(() => b.apply((draft) => rollbackStage(draft, rollback, 'Prod', 'me'))).toThrow(/itself a rollback/);
    b.end(rollback, 'ProdAction');
    expect([rollback.status, rollback.trigger.type]).toEqual(['Succeeded', 'ManualRollback']);
  });
});

describe('conditions', () => {
  test.each([
    ['FAIL', 'Failed', 'Failed'],
    ['SKIP', 'Skipped', 'InProgress'],
  ] as const)('beforeEntry with the result %s', (result, stageStatus, status) => {
    const b = bench(
      pipelineOf([stage('Prod', { beforeEntry: { conditions: [{ result, rules: [rule] }] } }), stage('After')]),
    );
    const execution = b.start();
    b.end(execution, 'Source');
    expect([b.running(execution), execution.stages.Prod?.status]).toEqual([[], 'InProgress']);
    b.endRule(execution, 'Check', 'Failed');
    expect([execution.stages.Prod?.status, execution.status]).toEqual([stageStatus, status]);
    expect(execution.runs.map((run) => run.action)).not.toContain('ProdAction');
  });
  test('beforeEntry that is met lets the actions run', () => {
    const b = bench(pipelineOf([stage('Prod', { beforeEntry: { conditions: [{ result: 'FAIL', rules: [rule] }] } })]));
    const execution = b.start();
    b.end(execution, 'Source');
    b.endRule(execution, 'Check', 'Succeeded');
    expect(b.running(execution)).toEqual(['ProdAction']);
  });
  test('a failed condition can be overridden, once', () => {
    const b = bench(pipelineOf([stage('Prod', { beforeEntry: { conditions: [{ result: 'FAIL', rules: [rule] }] } })]));
    const execution = b.start();
    b.end(execution, 'Source');
    b.endRule(execution, 'Check', 'Failed');
    b.apply((draft) => overrideCondition(draft, execution, 'Prod', 'beforeEntry'), [execution]);
    expect([b.running(execution), execution.status]).toEqual([['ProdAction'], 'InProgress']);
    expect(() => b.apply((draft) => overrideCondition(draft, execution, 'Prod', 'beforeEntry'))).toThrow(/Overridden/);
  });
  test('onSuccess that is not met rolls back', () => {
    const b = bench(
      pipelineOf([stage('Prod', { onSuccess: { conditions: [{ result: 'ROLLBACK', rules: [rule] }] } })]),
    );
    const good = b.start();
    b.end(good, 'Source');
    b.end(good, 'ProdAction');
    b.endRule(good, 'Check', 'Succeeded');
    expect(good.status).toBe('Succeeded');
    const bad = b.start();
    b.end(bad, 'Source');
    b.end(bad, 'ProdAction');
    b.endRule(bad, 'Check', 'Failed');
    expect([bad.status, b.all.at(-1)?.rollbackOf]).toEqual(['Failed', good.id]);
  });
  test('onFailure conditions decide whether their result engages', () => {
    for (const [outcome, stageStatus] of [
      ['Succeeded', 'Failed'],
      ['Failed', 'Skipped'],
    ] as const) {
      const b = bench(pipelineOf([stage('Prod', { onFailure: { conditions: [{ result: 'SKIP', rules: [rule] }] } })]));
      const execution = b.start();
      b.end(execution, 'Source');
      b.end(execution, 'ProdAction', { status: 'Failed' });
      b.endRule(execution, 'Check', outcome);
      expect(execution.stages.Prod?.status).toBe(stageStatus);
    }
  });
});
