import { describe, expect, test } from '@jest/globals';
import { Student } from '../../../app/students/contract.ts';
import { addStudentDetails } from '../../../app/students/handlers/add-student-details.ts';
import { getStudentDetails } from '../../../app/students/handlers/get-student-details.ts';
import { ADD_CHECKS, GET_CHECKS } from '../../../app/students/smoke.ts';
import type { PreTrafficEnvironment, SmokeCheck } from '../../../hooks/pre-traffic/contract.ts';
import { judgeNewVersion, type PreTrafficClients } from '../../../hooks/pre-traffic/judge.ts';
import { noPassport } from './no-passport.ts';

const VERSION_ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:Prod-addStudentDetails:7';

function environment(checks: readonly SmokeCheck[]): PreTrafficEnvironment {
  return {
    TARGET_VERSION_ARN: VERSION_ARN,
    SMOKE_CHECKS: [...checks],
    LATENCY_LIMIT_MS: 5_000,
    SMOKE_TABLE: { tableName: 'Prod-StudentDetails', partitionKey: 'Roll' },
  };
}

/** A new version whose code is `handle`, as Lambda would run it, over one table in memory. */
function newVersion(handle: (event: never, table: Map<string, Student>) => Promise<unknown>) {
  const table = new Map<string, Student>();
  const invoked: string[] = [];
  const clients: PreTrafficClients = {
    ...noPassport,
    nowMs: () => 0,
    async invoke(functionArn, payload) {
      invoked.push(functionArn);
      try {
        return { payload: JSON.stringify(await handle(JSON.parse(payload) as never, table)) };
      } catch (error) {
        return { payload: JSON.stringify({ errorMessage: String(error) }), functionError: 'Unhandled' };
      }
    },
    async putRecord(_, key, fields) {
      table.set(key, Student.parse({ ...fields, Roll: key }));
    },
    capturedRequests: async () => [],
    async deleteRecord(_, key) {
      table.delete(key);
    },
  };
  return { table, invoked, clients };
}

const add = (event: never, table: Map<string, Student>) =>
  addStudentDetails(event, async (student) => {
    table.set(student.Roll, student);
  });
const get = (event: never, table: Map<string, Student>) => getStudentDetails(event, async (roll) => table.get(roll));

describe('the pre-traffic hook', () => {
  test('passes addStudentDetails, invokes the version itself and leaves no record', async () => {
    const { clients, table, invoked } = newVersion(add);
    const verdict = await judgeNewVersion(environment(ADD_CHECKS), 'd-1', clients);
    expect(verdict).toMatchObject({ verdict: 'pass', reason: '5 checks held' });
    expect(new Set(invoked)).toEqual(new Set([VERSION_ARN]));
    expect(table.size).toBe(0);
  });

  test('passes getStudentDetails', async () => {
    const { clients } = newVersion(get);
    expect((await judgeNewVersion(environment(GET_CHECKS), 'd-1', clients)).verdict).toBe('pass');
  });

  test('writes a record that tells the deployment', async () => {
    const keys: string[] = [];
    const { clients } = newVersion(add);
    const spied = { ...clients, deleteRecord: async (_: unknown, key: string) => void keys.push(key) };
    await judgeNewVersion(environment(ADD_CHECKS), 'd-1', spied);
    expect(keys).toEqual(['slipway-smoke-pre-d-1']);
  });

  test('fails a version that throws on valid input, and says so', async () => {
    const { clients, table } = newVersion(async () => {
      throw new Error('not initialized');
    });
    const verdict = await judgeNewVersion(environment(ADD_CHECKS), 'd-1', clients);
    expect(verdict.verdict).toBe('fail');
    expect(verdict.reason).toMatch(/a valid student is stored: the function failed: Unhandled .*not initialized/);
    expect(table.size).toBe(0);
  });

  test('fails a version that stores what is invalid', async () => {
    const { clients } = newVersion(async (event) => {
      const { queryStringParameters } = event as { queryStringParameters: { Roll: string } | null };
      return { statusCode: 200, body: JSON.stringify({ Roll: queryStringParameters?.Roll }) };
    });
    const verdict = await judgeNewVersion(environment(ADD_CHECKS), 'd-1', clients);
    expect(verdict).toMatchObject({
      verdict: 'fail',
      reason: 'a body that is not JSON is refused: status 200 instead of 400',
    });
  });

  test('fails a version that cannot reach its table', async () => {
    const { clients } = newVersion((event) =>
      getStudentDetails(event, async () => {
        throw new Error('AccessDenied on table');
      }),
    );
    const verdict = await judgeNewVersion(environment(GET_CHECKS), 'd-1', clients);
    expect(verdict.reason).toContain('AccessDenied on table');
  });

  test('cleans up also where an invocation is refused', async () => {
    const deleted: string[] = [];
    const { clients } = newVersion(add);
    const refused: PreTrafficClients = {
      ...clients,
      invoke: async () => {
        throw new Error('no such version');
      },
      deleteRecord: async (_, key) => void deleted.push(key),
    };
    await expect(judgeNewVersion(environment(ADD_CHECKS), 'd-1', refused)).rejects.toThrow('no such version');
    expect(deleted).toHaveLength(1);
  });
});
