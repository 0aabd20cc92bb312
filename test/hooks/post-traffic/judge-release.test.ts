import { describe, expect, test } from '@jest/globals';
import { STUDENT_ROUND_TRIP } from '../../../app/students/smoke.ts';
import type { PostTrafficEnvironment } from '../../../hooks/post-traffic/contract.ts';
import { judgeRelease, type PostTrafficClients } from '../../../hooks/post-traffic/handler.ts';

const ENVIRONMENT: PostTrafficEnvironment = {
  API_URL: 'https://abc.execute-api.eu-west-1.amazonaws.com/v1/',
  API_KEY_ID: 'key-1',
  ROUND_TRIP: STUDENT_ROUND_TRIP,
  SMOKE_TABLE: { tableName: 'Prod-StudentDetails', partitionKey: 'Roll' },
  ALARM_NAMES: ['error-rate'],
  FUNCTION_NAME: 'Prod-getStudentDetails',
  ALIAS_NAME: 'live',
  NEW_VERSION: '7',
  OBSERVATION_MINUTES: 10,
  MINIMUM_INVOCATIONS: 10,
  ERROR_RATE_MARGIN_PERCENT: 5,
  NEEDED_EVIDENCE: { errorRatePercent: 20, newVersionInvocations: 25, onInconclusive: 'accept' },
};

/** The public API over a table in memory; `alter` changes what is read. */
function release(alter: (student: Record<string, string>) => Record<string, string> = (student) => student) {
  const table = new Map<string, Record<string, string>>();
  const requests: { method: string; url: URL; key: string | null }[] = [];
  const spans: number[] = [];
  const told: string[][] = [];
  let nowMs = Date.UTC(2026, 10, 23, 12);
  const clients: PostTrafficClients = {
    async fetch(address, init) {
      const url = new URL(address);
      const method = init.method ?? 'GET';
      requests.push({ method, url, key: new Headers(init.headers).get('x-api-key') });
      const roll = url.searchParams.get('Roll') ?? '';
      if (method === 'POST') {
        table.set(roll, JSON.parse(String(init.body)));
        return Response.json({ message: 'stored' });
      }
      const student = table.get(roll);
      return student ? Response.json({ ...alter(student), ApiRevision: '2' }) : Response.json({}, { status: 404 });
    },
    apiKeyValue: async (id) => `value of ${id}`,
    deleteRecord: async (_, key) => void table.delete(key),
    alarmStates: async (names) => new Map(names.map((name) => [name, 'OK'])),
    metricData: async (queries, start, end) => {
      spans.push(end.getTime() - start.getTime());
      return queries.map(({ Id }) => ({ Id, StatusCode: 'Complete' as const, Timestamps: [], Values: [] }));
    },
    notify: async (...message) => void told.push(message),
    now: () => new Date(nowMs),
    isEarlierRelease: async () => false,
    wait: async (ms) => {
      nowMs += ms;
    },
  };
  return { table, requests, spans, told, clients };
}

describe('the post-traffic hook', () => {
  test('writes, reads back and cleans up through the public API with its key', async () => {
    const { clients, requests, table, spans } = release();
    const verdict = await judgeRelease(ENVIRONMENT, 'd-1', clients);
    expect(verdict.verdict).toBe('pass');
    expect(requests.map(({ method, url, key }) => [method, url.pathname, url.search, key])).toEqual([
      ['POST', '/v1/addstudentdetails', '?Roll=slipway-smoke-post-d-1', 'value of key-1'],
      ['GET', '/v1/getstudentdetails', '?Roll=slipway-smoke-post-d-1', 'value of key-1'],
    ]);
    expect(table.size).toBe(0);
    expect(new Set(spans)).toEqual(new Set([10 * 60_000]));
  });

  test('fails a release that reads back another value, and cleans up', async () => {
    const { clients, table } = release((student) => ({ ...student, FirstName: 'Somebody' }));
    const verdict = await judgeRelease(ENVIRONMENT, 'd-1', clients);
    expect(verdict).toMatchObject({ verdict: 'fail', reason: 'FirstName was written as "Smoke", read as "Somebody"' });
    expect(table.size).toBe(0);
  });

  test('fails a release whose API answers no JSON', async () => {
    const { clients } = release();
    const broken = { ...clients, fetch: async () => new Response('<html>', { status: 502 }) };
    expect(await judgeRelease(ENVIRONMENT, 'd-1', broken)).toMatchObject({ verdict: 'fail' });
  });

  test('cleans up where the API does not answer', async () => {
    const { clients } = release();
    const deleted: string[] = [];
    const silent: PostTrafficClients = {
      ...clients,
      fetch: async () => {
        throw new TypeError('fetch failed');
      },
      deleteRecord: async (_, key) => void deleted.push(key),
    };
    await expect(judgeRelease(ENVIRONMENT, 'd-1', silent)).rejects.toThrow('fetch failed');
    expect(deleted).toEqual(['slipway-smoke-post-d-1']);
  });

  test('tells the people on call of a bake with too little evidence, and of no other', async () => {
    const { clients, told } = release();
    const topic = { ...ENVIRONMENT, NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:eu-west-1:1:alarms' };
    await judgeRelease(topic, 'd-1', clients);
    expect(told).toEqual([
      [
        'arn:aws:sns:eu-west-1:1:alarms',
        'Not enough evidence: Prod-getStudentDetails',
        'Deployment d-1 of Prod-getStudentDetails, version 7: accepted with not enough evidence: 0 requests to the new version ' +
          'in its bake, 25 needed to notice an error rate of 20 %.',
      ],
    ]);
    const minute = new Date('2026-11-23T11:58:00Z');
    const metricData: PostTrafficClients['metricData'] = async (queries) =>
      queries.map(({ Id }) => ({ Id, StatusCode: 'Complete', Timestamps: [minute], Values: [25] }));
    await judgeRelease(topic, 'd-2', { ...clients, metricData });
    await judgeRelease(ENVIRONMENT, 'd-3', clients);
    expect(told).toHaveLength(1);
  });

  test('counts synthetic requests beside those of users', async () => {
    const { clients } = release();
    const minute = new Date('2026-11-23T11:58:00Z');
    const metricData: PostTrafficClients['metricData'] = async (queries) =>
      queries.map(({ Id = '' }) => ({
        Id,
        StatusCode: 'Complete',
        Timestamps: Id.startsWith('asked') ? [minute] : [],
        Values: Id.startsWith('asked') ? [Id === 'asked_new_invocations' ? 71 : 70] : [],
      }));
    const synthetic = { perVersion: 70, usersNewVersion: 46, baselineAliasName: 'baseline' };
    const needed = { ...ENVIRONMENT.NEEDED_EVIDENCE, onInconclusive: 'rollBack', synthetic } as const;
    const verdict = await judgeRelease({ ...ENVIRONMENT, NEEDED_EVIDENCE: needed }, 'd-1', { ...clients, metricData });
    expect(verdict).toMatchObject({ verdict: 'pass', evidence: { enough: true, users: 0, synthetic: 70 } });
  });

  /** The metrics of the last minute of the bake, which CloudWatch has only after some looks. */
  const arrivingAt = (look: number, clients: PostTrafficClients) => {
    const looks: { readonly end: Date }[] = [];
    const metricData: PostTrafficClients['metricData'] = async (queries, _, end) => {
      looks.push({ end });
      const there = looks.length >= look;
      return queries.map(({ Id }) => ({
        Id,
        StatusCode: 'Complete',
        Timestamps: there ? [new Date('2026-11-23T11:58:00Z')] : [],
        Values: there ? [25] : [],
      }));
    };
    return { clients: { ...clients, metricData }, looks };
  };
  const strict = {
    ...ENVIRONMENT,
    NEEDED_EVIDENCE: { ...ENVIRONMENT.NEEDED_EVIDENCE, onInconclusive: 'rollBack' },
  } as const;

  test('asks again for evidence that CloudWatch does not have yet, and counts the same minutes', async () => {
    const { clients, looks } = arrivingAt(4, release().clients);
    const verdict = await judgeRelease(strict, 'd-1', clients);
    expect(verdict).toMatchObject({ verdict: 'pass', evidence: { enough: true, users: 25 } });
    expect(new Set(looks.map(({ end }) => end.toISOString()))).toEqual(new Set(['2026-11-23T12:00:00.000Z']));
    expect(looks).toHaveLength(4);
  });

  test('does not wait for evidence for ever', async () => {
    const { clients, looks } = arrivingAt(100, release().clients);
    expect(await judgeRelease(strict, 'd-1', clients)).toMatchObject({ verdict: 'fail', evidence: { enough: false } });
    expect(looks).toHaveLength(7);
  });

  test.each([
    ['an alarm is red', {}, { alarmStates: async () => new Map([['error-rate', 'ALARM']]) }],
    ['there is no bake', { errorRatePercent: null, newVersionInvocations: null }, {}],
    ['no number would be enough', { newVersionInvocations: null }, {}],
  ])('does not wait for evidence where %s', async (_, needed, seen) => {
    const { clients, looks } = arrivingAt(100, { ...release().clients, ...seen });
    await judgeRelease({ ...strict, NEEDED_EVIDENCE: { ...strict.NEEDED_EVIDENCE, ...needed } }, 'd-1', clients);
    expect(looks).toHaveLength(1);
  });

  describe('of a stage that goes back', () => {
    const demand = {
      endpoint: 'https://s3',
      bucket: 'b',
      key: 'k',
      signingKeyArn: 'a',
      pipelineArn: 'p',
      commit: 'c',
      execution: 'e',
      built: { subject: 'add', runtime: 'nodejs24.x', handler: 'index.handler', variables: {} },
    };
    const withPassport = { ...strict, PASSPORT: { demand, versionArn: 'arn:version' } };
    const asked: string[] = [];
    const goingBack = (more: Partial<PostTrafficClients> = {}): PostTrafficClients => ({
      ...arrivingAt(100, release().clients).clients,
      isEarlierRelease: async (_, versionArn) => {
        asked.push(versionArn);
        return true;
      },
      ...more,
    });

    test('lets it through with too little evidence, and says so', async () => {
      expect(await judgeRelease(withPassport, 'd-1', goingBack())).toMatchObject({
        verdict: 'pass',
        reason: expect.stringMatching(/^it goes back, which this does not stop: not enough evidence/),
        evidence: { enough: false },
      });
      expect(asked).toEqual(['arn:version']);
    });

    test('does not let it through with a red alarm', async () => {
      const alarmStates = async () => new Map([['error-rate', 'ALARM']]);
      expect((await judgeRelease(withPassport, 'd-1', goingBack({ alarmStates }))).verdict).toBe('fail');
    });

    test('and takes one back of which it cannot be told, and says so', async () => {
      const isEarlierRelease = async () => {
        throw Object.assign(new Error('not yet'), { name: 'AccessDeniedException' });
      };
      expect(await judgeRelease(withPassport, 'd-1', goingBack({ isEarlierRelease }))).toMatchObject({
        verdict: 'fail',
        reason: expect.stringMatching(/whether it goes back is not known: AccessDeniedException: not yet$/),
      });
    });

    test('and takes one back that does not go back', async () => {
      const isEarlierRelease = async () => false;
      expect((await judgeRelease(withPassport, 'd-1', goingBack({ isEarlierRelease }))).verdict).toBe('fail');
    });
  });

  test('keeps its verdict where nobody could be told of too little evidence, and says so', async () => {
    const { clients } = release();
    const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottledException' });
    const notify = async () => {
      throw throttled;
    };
    const topic = { ...ENVIRONMENT, NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alarms' };
    expect(await judgeRelease(topic, 'd-1', { ...clients, notify })).toMatchObject({
      verdict: 'pass',
      evidence: { enough: false },
      notTold: 'ThrottledException: Rate exceeded',
    });
  });
});
