import { describe, expect, test } from '@jest/globals';
import type { StageView } from '../../../console/model/pipeline-view.ts';
import { needsAllActions, retryOf } from '../../../console/model/steer-pipeline.ts';
import { execution, run } from './views.ts';

const stage = (name: string, status: string, id: string): StageView => ({
  name,
  kind: 'deploy',
  status,
  outcome: undefined,
  execution: execution({ id }),
  waits: [],
  closed: undefined,
  gates: [],
  actions: [],
});
const view = (...stages: StageView[]) => ({
  pipelineName: 'slipway',
  clock: { nowMs: 0, virtual: false, rate: 1 },
  stages,
  queue: [],
  ended: [],
});

describe('the stage that is tried again', () => {
  test('is the one that failed or was stopped', () => {
    expect(retryOf(view(stage('Beta', 'Succeeded', 'e2'), stage('Prod', 'Failed', 'e1')), {})).toEqual({
      stage: 'Prod',
      executionId: 'e1',
      title: 'A change',
    });
    expect(retryOf(view(stage('Prod', 'Stopped', 'e1')), { executionId: 'e1' }).stage).toBe('Prod');
  });

  test('has to be named where there are several', () => {
    const both = view(stage('Beta', 'Failed', 'e2'), stage('Prod', 'Failed', 'e1'));
    expect(() => retryOf(both, {})).toThrow('2 stages hold a release that failed');
    expect(retryOf(both, { stage: 'Beta' }).executionId).toBe('e2');
  });

  test('is none once another release is in it', () => {
    expect(() => retryOf(view(stage('Prod', 'Failed', 'e2')), { executionId: 'e1' })).toThrow(
      'No stage of slipway holds e1 that failed',
    );
  });
});

test('all actions are needed where a change set was executed and failed, or was left, and only there', () => {
  const failed = run({ status: 'Failed' });
  expect(needsAllActions([failed], 'Prod')).toBe(true);
  expect(needsAllActions([run({ status: 'Abandoned' })], 'Prod')).toBe(true);
  expect(needsAllActions([failed], 'Beta')).toBe(false);
  expect(needsAllActions([run({ status: 'Failed', configuration: {} })], 'Prod')).toBe(false);
  // The newest first: it was tried again, and succeeded.
  expect(needsAllActions([run(), failed], 'Prod')).toBe(false);
});
