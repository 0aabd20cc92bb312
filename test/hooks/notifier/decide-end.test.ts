import { describe, expect, test } from '@jest/globals';
import { brokenShiftsOf } from '../../../hooks/notifier/cause.ts';
import { decideEnd } from '../../../hooks/notifier/decide-end.ts';
import type { BrokenShift, ReleaseFacts } from '../../../hooks/notifier/release.ts';
import { approval, deploy, EXECUTION, release, rule, run, shift } from './facts.ts';

const known = (...value: BrokenShift[]) => ({ known: true, value }) as const;
const failed = (facts: Partial<ReleaseFacts>, shifts?: ReturnType<typeof known>) =>
  decideEnd('FAILED', release(facts), shifts);
const FAILED = { status: 'Failed' } as const;

describe('a release that went through', () => {
  const runs = [run('Build', 'Build'), deploy('Beta'), approval({ says: 'Looks right' }), deploy('Prod')];
  const notice = decideEnd('SUCCEEDED', release({ runs }), undefined);

  test('is told with its commit, author, stages and who let it in', () => {
    expect(notice).toMatchObject({
      kind: 'released',
      title: 'Released',
      says: '"Answers carry revision 2" (0f7c3476) is released.',
      details: [
        'Release 1.0.7, commit 0f7c3476 by Ada Lovelace: Answers carry revision 2',
        'It runs in Beta, Prod.',
        'ApproveProd: approved by ada: Looks right',
      ],
    });
  });

  test('has one key however often it is heard of', () => {
    expect(decideEnd('SUCCEEDED', release({ runs: [...runs, deploy('Prod')] }), undefined)?.key).toBe(notice?.key);
  });
});

describe('a release that came back', () => {
  test('is told with the function, the alarm, how far its traffic had got and what failed', () => {
    expect(failed({ runs: [deploy('Beta'), deploy('Prod', FAILED)] }, known(shift('Prod-get')))).toMatchObject({
      kind: 'cameBack',
      title: 'Came back from Prod',
      says: '"Answers carry revision 2" (0f7c3476) was taken back from Prod. Prod-get: the alarm Prod-get-errors went off. Version 3 had 10 % of the traffic for 3 minutes. 14 of 52 requests to it failed.',
      next: expect.arrayContaining(['Nothing is urgent: what ran before runs again.']),
    });
  });

  test('by a hook before the traffic says which, and that there was none', () => {
    const broken = shift('Prod-get', {
      code: 'HOOK_EXECUTION_FAILURE',
      failedHook: 'BeforeAllowTraffic',
      traffic: undefined,
      requests: { known: true, value: undefined },
    });
    expect(failed({ runs: [deploy('Prod', FAILED)] }, known(broken))?.says).toContain(
      'Prod-get: its hook BeforeAllowTraffic failed. Version 3 never got traffic.',
    );
  });

  test('with three functions is one message: the reason first, those stopped along with it after', () => {
    const along = { code: 'MANUAL_STOP', message: '' };
    const notice = failed(
      { runs: [deploy('Prod', FAILED)] },
      known(shift('Prod-add', along), shift('Prod-get'), shift('Prod-list', along)),
    );
    expect(notice?.says).toContain('Prod-get: the alarm Prod-get-errors went off.');
    expect(notice?.says).toMatch(/3 functions came back\.$/);
    expect(notice?.details.filter((line) => line.includes('stopped along with Prod-get'))).toHaveLength(2);
  });

  test('because a person stopped it says so', () => {
    const notice = failed({ runs: [deploy('Prod', FAILED)] }, known(shift('Prod-get', { code: 'MANUAL_STOP' })));
    expect(notice).toMatchObject({ kind: 'cameBack', says: expect.stringContaining('a person stopped it') });
  });

  test('and was not taken back by CodeDeploy wants somebody to look', () => {
    const notice = failed({ runs: [deploy('Prod', FAILED)] }, known(shift('Prod-get', { takenBack: false })));
    expect(notice?.details).toContain('CodeDeploy took nothing back of Prod-get.');
    expect(notice?.next[0]).toContain('slipway release repair --stage Prod');
  });

  test('is told also where CodeDeploy cannot be read, with the words of the pipeline', () => {
    const runs = [deploy('Prod', { ...FAILED, says: 'The stack Prod-Students is UPDATE_ROLLBACK_COMPLETE' })];
    expect(
      decideEnd('FAILED', release({ runs }), { known: false, why: 'AccessDeniedException: not allowed' }),
    ).toMatchObject({
      kind: 'cameBack',
      says: expect.stringContaining('The stack Prod-Students is UPDATE_ROLLBACK_COMPLETE'),
      details: expect.arrayContaining(['What CodeDeploy did could not be read: AccessDeniedException: not allowed']),
    });
  });

  test('after its shift, by the bake of its stage, is no gate', () => {
    const notice = failed({ runs: [deploy('Prod')], rules: [rule('Prod', 'Bake1', { says: 'errors is ALARM' })] });
    expect(notice).toMatchObject({
      kind: 'cameBack',
      says: '"Answers carry revision 2" (0f7c3476) was deployed to Prod, and its bake failed at Bake1: errors is ALARM',
    });
  });
});

describe('a release that was blocked', () => {
  test('by a gate says which and why', () => {
    const runs = [deploy('Beta'), approval()];
    const rules = [rule('Prod', 'Freeze', { says: 'Prod is frozen: Christmas' })];
    expect(failed({ runs, rules })).toMatchObject({
      kind: 'blocked',
      title: 'Kept out of Prod',
      says: '"Answers carry revision 2" (0f7c3476) was kept out of Prod by Freeze: Prod is frozen: Christmas',
    });
  });

  test('by a build says which, and where its log is', () => {
    expect(failed({ runs: [run('Build', 'Build', { ...FAILED, says: 'npm test: exit status 1' })] })).toMatchObject({
      kind: 'blocked',
      title: 'Stopped in Build',
      says: expect.stringContaining('Build failed: npm test: exit status 1'),
      next: expect.arrayContaining([expect.stringContaining('npx slipway logs')]),
    });
  });

  test('by an approver says who and with which words', () => {
    expect(failed({ runs: [approval({ ...FAILED, says: 'Not on a Friday' })] })).toMatchObject({
      kind: 'blocked',
      title: 'Rejected at ApproveProd',
      says: '"Answers carry revision 2" (0f7c3476) was rejected at ApproveProd by ada: Not on a Friday',
    });
  });

  test('because nobody answered is not a rejection', () => {
    expect(failed({ runs: [approval({ ...FAILED, by: undefined, says: 'expired' })] })?.title).toBe(
      'Not answered in time at ApproveProd',
    );
  });

  test('by a person who stopped it says why', () => {
    expect(
      decideEnd('STOPPED', release({ runs: [run('Build', 'Build')], stopReason: 'The wrong branch' }), undefined),
    ).toMatchObject({
      kind: 'blocked',
      title: 'Stopped by a person in Build',
      says: 'A person stopped "Answers carry revision 2" (0f7c3476) in Build: The wrong branch',
    });
  });

  test('is not told to be kept out of a stage that it was let pass over', () => {
    const rules = [rule('ApprovePermissions', 'Broadened', { says: 'unneeded' })];
    expect(failed({ rules, runs: [run('UpdatePipeline', 'SelfMutate')] })?.title).toBe('Failed');
    expect(failed({ rules, runs: [run('UpdatePipeline', 'SelfMutate', FAILED)] })?.title).toBe(
      'Stopped in UpdatePipeline',
    );
  });

  test('by nothing that the history knows is told all the same', () => {
    expect(failed({})).toMatchObject({ kind: 'blocked', title: 'Failed' });
  });
});

describe('a stage that is tried again', () => {
  const first = run('Build', 'Build', FAILED);
  const second = run('Build', 'Build', FAILED);

  test('fails with a key of its own', () => {
    expect(failed({ runs: [first, second] })?.key).not.toBe(failed({ runs: [first] })?.key);
  });

  test('is stopped with a key of its own', () => {
    const stopped = (...runs: (typeof first)[]) => decideEnd('STOPPED', release({ runs }), undefined)?.key;
    expect(stopped(first, second)).not.toBe(stopped(first));
  });

  test('fails for what failed last, and not for what an earlier try met', () => {
    const rules = [rule('Prod', 'AliasGuard')];
    const later = deploy('Prod', FAILED);
    expect(failed({ runs: [later], rules }, known(shift('Prod-get')))?.title).toBe('Came back from Prod');
  });

  test('reads the shifts of its last try', () => {
    const runs = [deploy('Prod', FAILED), deploy('Prod', { ...FAILED, startedMs: 9_000_000, changedMs: 9_100_000 })];
    expect(brokenShiftsOf(release({ runs }))).toEqual({ stage: 'Prod', fromMs: 9_000_000 });
  });
});

describe('an execution that takes a stage back', () => {
  const back = { isRollback: true, runs: [deploy('Prod')] };

  test('by itself says nothing: the release that failed was told', () => {
    const facts = release({ ...back, trigger: { type: 'AutomatedRollback', detail: EXECUTION } });
    expect(decideEnd('SUCCEEDED', facts, undefined)).toBeUndefined();
  });

  test('by a person is told with who', () => {
    const facts = release({
      ...back,
      trigger: { type: 'ManualRollback', detail: 'arn:aws:iam::111122223333:user/grace' },
    });
    expect(decideEnd('SUCCEEDED', facts, undefined)).toMatchObject({
      kind: 'cameBack',
      title: 'Prod was put back',
      says: 'Prod was put back to "Answers carry revision 2" (0f7c3476) by grace.',
    });
  });

  test('and fails wants somebody to look, also where it began by itself', () => {
    const facts = release({
      isRollback: true,
      runs: [deploy('Prod', { ...FAILED, says: 'no such template' })],
      trigger: { type: 'AutomatedRollback', detail: EXECUTION },
    });
    expect(decideEnd('FAILED', facts, undefined)).toMatchObject({
      kind: 'blocked',
      title: 'Prod could not be put back',
      says: expect.stringContaining('no such template'),
    });
  });
});

test('that the author cannot be read hides the author only', () => {
  const author = { known: false, why: 'CommitDoesNotExistException: gone' } as const;
  expect(decideEnd('SUCCEEDED', release({ author }), undefined)?.details[0]).toBe(
    'Release 1.0.7, commit 0f7c3476: Answers carry revision 2 (the author could not be read: CommitDoesNotExistException: gone)',
  );
});

describe('what the creation of the pipeline has started', () => {
  const creation = { trigger: { type: 'CreatePipeline', detail: '' }, commit: undefined };
  const source = (errorCode: string) => run('Source', 'Checkout', { ...FAILED, category: 'Source', errorCode });

  test('is told to nobody where nothing was pushed yet', () => {
    expect(failed({ ...creation, runs: [source('JobFailed')] })).toBeUndefined();
  });

  test('is told where it could not read the source, and so is a later execution without a commit', () => {
    expect(failed({ ...creation, runs: [source('PermissionError')] })?.title).toBe('Stopped in Source');
    expect(failed({ commit: undefined, runs: [source('JobFailed')] })?.title).toBe('Stopped in Source');
  });
});
