import { describe, expect, test } from '@jest/globals';
import {
  expectInBuildLog,
  expectProdCodeBack,
  expectProdReleased,
  expectProdUnchanged,
  expectRolledBack,
  expectStageFailed,
  expectSucceeded,
  expectUnchanged,
  ofStage,
  tellDeployments,
} from '../../../rehearsal/scenarios/checks.ts';
import { expectCanary } from '../../../rehearsal/scenarios/good.ts';
import { alias, deployment, note, result, stage } from './results.ts';

const held = (noted: ReturnType<typeof note>) => noted.map((expectation) => expectation.held);

describe('a release that must succeed', () => {
  test.each([
    ['Succeeded', true],
    ['Failed', false],
    ['InProgress', false],
    ['Superseded', false],
  ])('%s: %s', (status, expected) => {
    expect(held(note((check) => expectSucceeded(check, result({ status }))))).toEqual([expected]);
  });

  test('is named, since one scenario may have several', () => {
    const noted = note((check) => {
      for (const title of ['The working tree', 'Answers carry revision 2']) expectSucceeded(check, result({ title }));
    });
    expect(noted.map(({ what }) => what)).toEqual([
      '“The working tree”: the execution succeeded',
      '“Answers carry revision 2”: the execution succeeded',
    ]);
  });
});

describe('a stage that must fail', () => {
  const failed = result({ status: 'Failed', stages: [stage('Source'), stage('Build', 'Failed', '1 test failed')] });

  test('holds when it failed with a reason and nothing ran after it', () => {
    const noted = note((check) => expectStageFailed(check, failed, 'Build'));
    expect(held(noted)).toEqual([true, true]);
    expect(noted[0]?.seen).toContain('1 test failed');
  });

  test.each([
    ['failed without a reason', { status: 'Failed', stages: [stage('Build', 'Failed')] }, [false, true]],
    ['succeeded', { status: 'Succeeded', stages: [stage('Build')] }, [false, true]],
    ['never ran', { status: 'Failed', stages: [stage('Source', 'Failed', 'no')] }, [false, false]],
    [
      'failed, yet something ran after it',
      { status: 'Failed', stages: [stage('Build', 'Failed', 'no'), stage('Prod')] },
      [true, false],
    ],
    ['failed in an execution that did not', { stages: [stage('Build', 'Failed', 'no')] }, [false, true]],
  ])('does not hold when it %s', (_, over, expected) => {
    expect(held(note((check) => expectStageFailed(check, result(over), 'Build')))).toEqual(expected);
  });
});

describe('a build whose log must say what was wrong', () => {
  const withLog = (logTail?: string[]) => {
    const failed = stage('Build', 'Failed', 'exit status 1');
    const actions = failed.actions.map((action) => ({ ...action, ...(logTail === undefined ? {} : { logTail }) }));
    return result({ status: 'Failed', stages: [{ ...failed, actions }] });
  };
  test.each([
    ['all words, over several lines', ['FAIL broken.test.ts', 'the answer is forty-two'], true],
    ['one word of two', ['FAIL broken.test.ts'], false],
    ['no log', undefined, false],
  ])('%s: %#', (_, log, expected) => {
    expect(held(note((check) => expectInBuildLog(check, withLog(log), ['broken', 'forty-two'])))).toEqual([expected]);
  });
});

describe('Prod that must be unchanged', () => {
  test.each([
    ['the same versions', [alias('1')], [alias('1')], true],
    ['another version', [alias('1')], [alias('2')], false],
    ['the same version with other code', [alias('1')], [alias('1', { codeSha256: 'other' })], false],
    ['an alias left on two versions', [alias('1')], [alias('1', { secondVersionPercent: 10 })], false],
    ['an alias gone', [alias('1'), alias('1', { functionName: 'Prod-b' })], [alias('1')], false],
    ['no Prod at all', [], [], false],
  ])('%s: %#', (_, prodBefore, prodAfter, expected) => {
    expect(held(note((check) => expectProdUnchanged(check, result({ prodBefore, prodAfter }))))).toEqual([expected]);
  });
});

test('Prod that went back by itself may have another version, but of the same code', () => {
  const back = (after: ReturnType<typeof alias>) =>
    held(note((check) => expectProdCodeBack(check, result({ prodBefore: [alias('1')], prodAfter: [after] }))));
  expect(back(alias('3', { codeSha256: 'sha-of-1' }))).toEqual([true]);
  expect(back(alias('1', { codeSha256: 'sha-of-2' }))).toEqual([false]);
  expect(back(alias('3', { codeSha256: 'sha-of-1', secondVersionPercent: 10 }))).toEqual([false]);
  expect(held(note((check) => expectProdCodeBack(check, result({ prodBefore: [], prodAfter: [] }))))).toEqual([false]);
});

test('another stage that must be as it was may also have been absent, before and after', () => {
  const same = (before: ReturnType<typeof alias>[], after: ReturnType<typeof alias>[]) =>
    held(note((check) => expectUnchanged(check, 'South', before, after)));
  expect(same([alias('1')], [alias('1')])).toEqual([true]);
  expect(same([], [])).toEqual([true]);
  expect(same([], [alias('1')])).toEqual([false]);
  expect(same([alias('1')], [alias('2')])).toEqual([false]);
});

describe('Prod that must have the new version', () => {
  test.each([
    ['a new version at 100 %', [alias('1')], [alias('2')], true],
    ['a first version', [], [alias('1')], true],
    ['the old version', [alias('1')], [alias('1')], false],
    ['a new version that shares its traffic', [alias('1')], [alias('2', { secondVersionPercent: 10 })], false],
    ['another function', [alias('1')], [alias('2', { functionName: 'Prod-other' })], false],
  ])('%s: %#', (_, prodBefore, prodAfter, expected) => {
    const noted = note((check) => expectProdReleased(check, result({ prodBefore, prodAfter }), 'getStudentDetails'));
    expect(held(noted)).toEqual([expected]);
  });
});

describe('a deployment that must have been taken back', () => {
  const bad = deployment({ id: 'd-bad', status: 'Stopped', errorCode: 'ALARM_ACTIVE' });
  const back = deployment({ id: 'd-back', rollbackOf: 'd-bad' });
  test.each([
    ['stopped by its alarm and taken back', [bad, back], [true, true]],
    ['stopped by its alarm and left so', [bad], [true, false]],
    ['taken back in vain', [bad, { ...back, status: 'Failed' }], [true, false]],
    ['ended by something else', [{ ...bad, errorCode: 'TIMEOUT' }, back], [false, false]],
    ['no deployment but an unrelated one', [deployment()], [false, false]],
    [
      'of another stage',
      [
        { ...bad, group: 'Beta-x' },
        { ...back, group: 'Beta-x' },
      ],
      [false, false],
    ],
  ])('%s: %#', (_, deployments, expected) => {
    const noted = note((check) => expectRolledBack(check, result({ deployments }), 'Prod', 'ALARM_ACTIVE'));
    expect(held(noted)).toEqual(expected);
  });
});

describe('a canary', () => {
  const requests = {
    sent: 100,
    answered: 100,
    failed: 0,
    byStatus: { '200': 100 },
    byVersion: { 'getstudentdetails 1': 45, 'getstudentdetails 2': 5, 'addstudentdetails 1': 50 },
  };
  const released = result({ deployments: [deployment()] });

  test('holds when it stood at 10 %, went to 100 %, and every request was answered', () => {
    expect(held(note((check) => expectCanary(check, released, requests)))).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  test.each([
    ['went straight to 100 %', { weights: [{ at: 0, percentNew: 100 }] }, {}, 1],
    ['has a hook that failed', { hooks: [{ name: 'BeforeAllowTraffic', status: 'Failed' }] }, {}, 2],
    ['had a request that failed', {}, { failed: 1 }, 4],
    ['had a request that was throttled', {}, { byStatus: { '200': 99, '429': 1 } }, 4],
    ['had no traffic', {}, { sent: 0, byStatus: {} }, 4],
    ['never let the new version answer', {}, { byVersion: { 'getstudentdetails 1': 50 } }, 5],
  ])('does not hold when it %s', (_, over, seen, index) => {
    const noted = note((check) =>
      expectCanary(check, result({ deployments: [deployment(over)] }), { ...requests, ...seen }),
    );
    expect(noted.flatMap((expectation, at) => (expectation.held ? [] : [at]))).toEqual([index]);
  });
});

test('the deployments of a stage are told by the names of their groups', () => {
  const beta = deployment({ id: 'd-2', group: 'Beta-Students-x' });
  expect(ofStage(result({ deployments: [deployment(), beta] }), 'Beta')).toEqual([beta]);
  expect(tellDeployments([])).toBe('no deployment');
  expect(tellDeployments([deployment({ status: 'Stopped', errorCode: 'ALARM_ACTIVE' })])).toBe(
    'd-1 (Prod-Students-getStudentDetails, Canary10Percent5Minutes) Stopped ALARM_ACTIVE, weights 10 -> 100',
  );
});
