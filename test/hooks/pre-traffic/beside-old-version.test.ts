import { beforeEach, describe, expect, test } from '@jest/globals';
import { Student } from '../../../app/students/contract.ts';
import { getStudentDetails } from '../../../app/students/handlers/get-student-details.ts';
import { GET_SHADOW } from '../../../app/students/shadow-events.ts';
import { GET_CHECKS } from '../../../app/students/smoke.ts';
import type { PreTrafficEnvironment } from '../../../hooks/pre-traffic/contract.ts';
import { judgeFirstVersion, judgeNewVersion, type PreTrafficClients } from '../../../hooks/pre-traffic/judge.ts';
import { noPassport } from './no-passport.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:Prod-getStudentDetails';
const [ALIAS, NEW] = [`${FUNCTION}:live`, `${FUNCTION}:8`];

interface Answer {
  readonly statusCode: number;
  readonly headers?: object;
  readonly body: string;
}
type Version = (event: { httpMethod: string; queryStringParameters: Record<string, string> | null }) => Promise<Answer>;

let table: Map<string, Student>;
let asked: string[];
let kept: string[];
const released: Version = async (event) => {
  const { statusCode, headers, body } = await getStudentDetails(event, async (roll) => table.get(roll));
  return { statusCode, body, headers: headers ?? {} };
};

/** The answer of the released code with its body changed. */
const withBody =
  (change: (body: Record<string, unknown>, statusCode: number) => object): Version =>
  async (event) => {
    const answer = await released(event);
    return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body), answer.statusCode)) };
  };

beforeEach(() => {
  table = new Map();
  asked = [];
  kept = [];
});

/** Lambda with a new version 8, and the alias on `old`. */
function clients(
  next: Version,
  old: { readonly version: string; readonly run: Version } | 'no alias',
): PreTrafficClients {
  return {
    ...noPassport,
    nowMs: () => 0,
    async invoke(functionArn, payload) {
      const event = JSON.parse(payload);
      asked.push(`${event.httpMethod} ${functionArn}`);
      if (functionArn === ALIAS && old === 'no alias') {
        throw Object.assign(new Error('no such alias'), { name: 'ResourceNotFoundException' });
      }
      const behind = functionArn === ALIAS && old !== 'no alias' ? old : { version: '8', run: next };
      return { payload: JSON.stringify(await behind.run(event)), executedVersion: behind.version };
    },
    async putRecord(_, key, fields) {
      table.set(key, Student.parse({ ...fields, Roll: key }));
    },
    capturedRequests: async () => [],
    async deleteRecord(_, key) {
      kept.push(key);
      table.delete(key);
    },
  };
}

const environment = (): PreTrafficEnvironment => ({
  TARGET_VERSION_ARN: NEW,
  SMOKE_CHECKS: [...GET_CHECKS],
  LATENCY_LIMIT_MS: 5_000,
  SMOKE_TABLE: { tableName: 'Prod-StudentDetails', partitionKey: 'Roll' },
  SHADOW: { ...GET_SHADOW, aliasArn: ALIAS },
});
const judge = (next: Version, old: Parameters<typeof clients>[1] = { version: '7', run: released }) =>
  judgeNewVersion(environment(), 'd-1', clients(next, old));

describe('a new version beside the old one', () => {
  test('passes with the same answers; both were asked the same, and nothing is left behind', async () => {
    const verdict = await judge(released);
    expect(verdict).toMatchObject({ verdict: 'pass', reason: '2 checks held; 4 events answered as by version 7' });
    const shadow = asked.slice(GET_CHECKS.length);
    expect(shadow.filter((one) => one === `GET ${ALIAS}`)).toHaveLength(4 * 6);
    expect(shadow.filter((one) => one === `GET ${NEW}`)).toHaveLength(4 * 6);
    expect(table.size).toBe(0);
    expect(kept).toContain('slipway-smoke-shadow-d-1');
  });

  test('passes with another revision of the API, which is declared, and with another version in the headers', async () => {
    const labelled =
      (revision: string, version: string): Version =>
      async (event) => {
        const answer = await withBody((body) => ({
          ...body,
          ...('ApiRevision' in body ? { ApiRevision: revision } : {}),
        }))(event);
        return { ...answer, headers: { ...answer.headers, 'X-Function-Version': version } };
      };
    const verdict = await judge(labelled('2', '8'), { version: '7', run: labelled('1', '7') });
    expect(verdict.verdict).toBe('pass');
  });

  test('fails where a field of a student that is there reads differently, and does not tell its value', async () => {
    const shouting = withBody((body) => ('LastName' in body ? { ...body, LastName: `${body.LastName}.` } : body));
    const verdict = await judge(shouting);
    expect(verdict).toMatchObject({
      verdict: 'fail',
      reason:
        "2 checks held; answers differ from the old version's: a student that is there: body.LastName was string, withheld: personal, is string, withheld: personal",
    });
  });

  test('fails where a header that browsers need is gone', async () => {
    const verdict = await judge(async (event) => ({ ...(await released(event)), headers: {} }));
    expect(verdict.verdict).toBe('fail');
    expect(verdict.reason).toContain('headers.access-control-allow-origin was "*", is absent');
  });

  test('fails where another sort of bad request is answered differently', async () => {
    const lenient: Version = async (event) =>
      event.queryStringParameters?.Roll === '' ? { statusCode: 404, body: '{}' } : released(event);
    expect((await judge(lenient)).reason).toContain('an empty Roll: statusCode was 400, is 404');
  });

  test('is not asked a second time when a smoke check has failed', async () => {
    const verdict = await judge(async () => ({ statusCode: 500, body: '{}' }));
    expect(verdict.verdict).toBe('fail');
    expect(asked.some((one) => one.includes(ALIAS))).toBe(false);
  });
});

describe('captured requests', () => {
  const request = { method: 'GET', path: '/getstudentdetails', query: { Roll: '{smokeKey}' } };
  const judgeWith = (stored: readonly string[], next: Version = released) => {
    const captured = { tableName: 'Prod-captured-requests', functionName: 'Prod-getStudentDetails' };
    const outside = { ...clients(next, { version: '7', run: released }), capturedRequests: async () => stored };
    return judgeNewVersion({ ...environment(), CAPTURED: captured }, 'd-1', outside);
  };

  test('are compared like the samples', async () => {
    expect((await judgeWith([JSON.stringify(request)])).reason).toContain('5 events answered');
    const odd = JSON.stringify({ ...request, query: { Roll: 'odd' } });
    const failsForOdd: Version = async (event) =>
      event.queryStringParameters?.Roll === 'odd' ? { statusCode: 500, body: '{}' } : released(event);
    expect((await judgeWith([odd], failsForOdd)).reason).toContain('captured request 1: statusCode was 404, is 500');
  });

  test('that cannot be asked again, or that would write, stop the release and name the item', async () => {
    for (const stored of ['no JSON', JSON.stringify({ ...request, method: 'POST' })]) {
      await expect(judgeWith([stored])).rejects.toThrow(/Prod-captured-requests holds .*delete the item/);
    }
  });
});

describe('without an old version', () => {
  test.each<[string, Parameters<typeof clients>[1]]>([
    ['where there is no alias', 'no alias'],
    ['where the alias leads to the new version', { version: '8', run: released }],
  ])('%s the smoke checks carry the verdict, and the reason says so', async (_, old) => {
    const verdict = await judge(released, old);
    expect(verdict.verdict).toBe('pass');
    expect(verdict.reason).toBe('2 checks held; nothing to compare with: the alias leads to no other version');
    expect(table.size).toBe(0);
  });

  test('the first version is judged by the smoke checks alone', async () => {
    expect(await judgeFirstVersion(environment(), 'r-1', clients(released, 'no alias'))).toEqual({
      verdict: 'pass',
      reason: '2 checks held',
      isEarlierRelease: false,
    });
    expect(kept).toEqual(['slipway-smoke-first-r-1']);
  });
});

test('the record goes also where an invocation is refused, and a refusal is no missing alias', async () => {
  const refusing: PreTrafficClients = {
    ...clients(released, 'no alias'),
    invoke: async (functionArn, payload) => {
      if (functionArn === ALIAS) throw Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' });
      return clients(released, 'no alias').invoke(functionArn, payload);
    },
  };
  await expect(judgeNewVersion(environment(), 'd-1', refusing)).rejects.toThrow('not allowed');
  expect(table.size).toBe(0);
});

test('a seed without a table to put it in is refused', async () => {
  const { SMOKE_TABLE: _, ...without } = environment();
  await expect(judgeNewVersion(without, 'd-1', clients(released, 'no alias'))).rejects.toThrow(/no SMOKE_TABLE/);
});
