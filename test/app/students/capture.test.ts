import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { READ_PARAMETERS } from '../../../app/students/contract.ts';
import { answer } from '../../../app/students/handlers/answer.ts';
import { toStore, withoutPersonal } from '../../../app/students/handlers/capture.ts';
import { instrumented } from '../../../app/students/handlers/instrumentation.ts';

const CAPTURE = { tableName: 't', sharePercent: 5, events: 4, days: 7 };
const asked = (query: Record<string, string> | null, httpMethod = 'GET', stage = 'v1') => ({
  httpMethod,
  resource: '/getstudentdetails',
  queryStringParameters: query,
  requestContext: { stage },
});

describe('what is stored of a request', () => {
  test('has no value of a personal parameter, and nothing of one that is not listed', () => {
    const value = fc.string({ minLength: 3 });
    fc.assert(
      fc.property(value, fc.string(), value, (roll, name, other) => {
        const stored = withoutPersonal(asked({ [name]: other, Roll: roll }), READ_PARAMETERS);
        expect(stored).toEqual({ method: 'GET', path: '/getstudentdetails', query: { Roll: '{smokeKey}' } });
      }),
    );
  });

  test('tells whether there was a query, and an empty value from one that is there', () => {
    expect(withoutPersonal(asked(null), READ_PARAMETERS)?.query).toBeNull();
    expect(withoutPersonal(asked({ email: 'a@b' }), READ_PARAMETERS)?.query).toEqual({});
    expect(withoutPersonal(asked({ Roll: '' }), READ_PARAMETERS)?.query).toEqual({ Roll: '' });
    expect(withoutPersonal(asked({ page: '2' }), { page: 'plain' })?.query).toEqual({ page: '2' });
  });

  test('is nothing for a request that is not read-only, or that the hook has made', () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      expect(withoutPersonal(asked(null, method), READ_PARAMETERS)).toBeUndefined();
    }
    expect(toStore(asked(null, 'GET', 'pre-traffic'), READ_PARAMETERS, CAPTURE, 0, 0)).toBeUndefined();
  });
});

describe('the sample', () => {
  test('is the share that was configured', () => {
    expect(toStore(asked(null), READ_PARAMETERS, CAPTURE, 0.0499, 0)).toBeDefined();
    expect(toStore(asked(null), READ_PARAMETERS, CAPTURE, 0.05, 0)).toBeUndefined();
  });

  test('has a place for each sort of request, and no more places than configured', () => {
    const slotOf = (page: string) => toStore(asked({ page }), { page: 'plain' }, CAPTURE, 0, 0)?.slot;
    const slots = new Set(Array.from({ length: 200 }, (_, page) => slotOf(String(page))));
    expect(slots).toEqual(new Set(['0', '1', '2', '3']));
    expect(slotOf('1')).toBe(slotOf('1'));
  });

  test('expires after the days that were configured', () => {
    expect(toStore(asked(null), READ_PARAMETERS, CAPTURE, 0, 1_500)?.expiresSeconds).toBe(1 + 7 * 86_400);
  });
});

test('an answer is given also where it cannot be captured', async () => {
  const captured: string[] = [];
  const handler = instrumented(
    'read',
    async () => answer(200, {}),
    async (event) => {
      captured.push(event.httpMethod);
      throw new Error('no such table');
    },
  );
  const result = await handler(asked(null) as never, { functionName: 'f' } as never);
  expect(result.statusCode).toBe(200);
  expect(captured).toEqual(['GET']);
});
