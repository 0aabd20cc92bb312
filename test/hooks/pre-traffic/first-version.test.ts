import { describe, expect, jest, test } from '@jest/globals';
import { customResourceType } from '../../../hooks/custom-resource.ts';
import { type FirstVersionEnvironment, runFirstVersionCheck } from '../../../hooks/pre-traffic/first-version.ts';
import { throwWhereDenied } from '../../../hooks/pre-traffic/observe.ts';
import type { Verdict } from '../../../hooks/verdict.ts';
import { REPORT_RESERVE_MS } from '../../../hooks/verdict-in-time.ts';

const ALIAS = 'arn:aws:lambda:eu-west-1:111111111111:function:Prod-f:live';
const request = (RequestType: string, further: object = {}) => ({
  RequestType,
  ResourceType: 'Custom::FirstVersionCheck',
  ResponseURL: 'https://answers.example.com/r?signature=s',
  StackId: 'stack',
  RequestId: 'r-1',
  LogicalResourceId: 'FirstVersion',
  ResourceProperties: { ServiceToken: 'hook', AliasArn: ALIAS },
  ...further,
});
const update = (aliasArn: string) =>
  request('Update', { PhysicalResourceId: aliasArn, OldResourceProperties: { AliasArn: aliasArn } });

/** Runs the check and tells what was answered, and which requests were judged. */
async function run(event: unknown, judge: () => Promise<Verdict>) {
  const answers: { url: string; body: Record<string, unknown> }[] = [];
  const judged: string[] = [];
  const environment: FirstVersionEnvironment = {
    remainingTimeMs: 60_000,
    respond: async (url, body) => void answers.push({ url, body: JSON.parse(body) }),
    judge: (requestId) => {
      judged.push(requestId);
      return judge();
    },
    log: () => undefined,
  };
  await runFirstVersionCheck(event, environment);
  return { answers, judged };
}
const pass = async (): Promise<Verdict> => ({ verdict: 'pass', reason: '2 checks held' });
const fail = async (): Promise<Verdict> => ({ verdict: 'fail', reason: 'status 500 instead of 404' });

describe('the check of a first version', () => {
  test('answers SUCCESS for a version that holds, under the name of its alias', async () => {
    const { answers, judged } = await run(request('Create'), pass);
    expect(judged).toEqual(['r-1']);
    expect(answers).toEqual([
      {
        url: 'https://answers.example.com/r?signature=s',
        body: {
          Status: 'SUCCESS',
          Reason: '2 checks held',
          PhysicalResourceId: ALIAS,
          StackId: 'stack',
          RequestId: 'r-1',
          LogicalResourceId: 'FirstVersion',
        },
      },
    ]);
  });

  test.each<[string, () => Promise<Verdict>, string]>([
    ['that does not', fail, 'status 500 instead of 404'],
    ['that nothing is known of', async () => ({ verdict: 'inconclusive', reason: 'no observation' }), 'no observation'],
    ['whose check throws', () => Promise.reject(new TypeError('broken')), 'TypeError: broken'],
  ])('answers FAILED once, with the reason, for a version %s', async (_, judge, Reason) => {
    const { answers } = await run(request('Create'), judge);
    expect(answers.map(({ body }) => body)).toMatchObject([{ Status: 'FAILED', Reason, PhysicalResourceId: ALIAS }]);
  });

  test('answers FAILED before the time of the function is over', async () => {
    jest.useFakeTimers();
    try {
      const running = run(request('Create'), () => new Promise(() => undefined));
      await jest.advanceTimersByTimeAsync(60_000 - REPORT_RESERVE_MS);
      const { answers } = await running;
      expect(answers[0]?.body).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('no verdict') });
    } finally {
      jest.useRealTimers();
    }
  });

  test('looks at the first version of another alias, and at no later one of the same', async () => {
    const same = await run(update(ALIAS), fail);
    expect(same.judged).toEqual([]);
    expect(same.answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ALIAS });
    const other = await run(update(`${ALIAS}-before`), fail);
    expect(other.judged).toEqual(['r-1']);
    expect(other.answers[0]?.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: ALIAS });
  });

  test('never stands in the way of a deletion, also of a resource that another name was given to', async () => {
    const { answers, judged } = await run(request('Delete', { PhysicalResourceId: 'as it was' }), fail);
    expect(judged).toEqual([]);
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'as it was' });
  });

  test('keeps its answer under the 4,096 bytes that CloudFormation takes', async () => {
    const { answers } = await run(request('Create'), async () => ({ verdict: 'fail', reason: '"€'.repeat(10_000) }));
    expect(Buffer.byteLength(JSON.stringify(answers[0]?.body))).toBeLessThan(4_096);
  });

  test('tells the events of CloudFormation from those of CodeDeploy', async () => {
    expect(customResourceType(request('Create'))).toBe('Custom::FirstVersionCheck');
    expect(customResourceType({ DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e' })).toBeUndefined();
    await expect(run(request('Create', { ResponseURL: 'http://plain' }), pass)).rejects.toThrow();
  });
});

describe('a version that AWS denied something', () => {
  const failed = (errorType: string) => ({
    functionError: 'Unhandled',
    payload: JSON.stringify({ errorType, errorMessage: 'not authorized', trace: [] }),
  });

  test('is asked again: its grants may be seconds old', () => {
    expect(() => throwWhereDenied(failed('AccessDeniedException'))).toThrow(
      expect.objectContaining({ name: 'AccessDeniedException', message: expect.stringContaining('not authorized') }),
    );
  });

  test('and no other failure is', () => {
    throwWhereDenied(failed('TypeError'));
    throwWhereDenied({ functionError: 'Unhandled', payload: 'no JSON' });
    throwWhereDenied({ payload: JSON.stringify({ errorType: 'AccessDeniedException', errorMessage: 'said so' }) });
  });
});
