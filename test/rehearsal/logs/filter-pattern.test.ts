import { describe, expect, test } from '@jest/globals';
import { compilePattern } from '../../../rehearsal/services/logs/filter-pattern.ts';

const json = JSON.stringify({
  level: 'ERROR',
  status: 503,
  user: { id: 'u-1', roles: ['admin', 'ops'] },
  'a-b': 1,
  ok: false,
  nothing: null,
});

describe('terms', () => {
  test.each([
    ['', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['ERROR memory', 'ERROR: out of memory', true],
    ['ERROR memory', 'ERROR: out of disk', false],
    ['"out of memory"', 'ERROR: out of memory', true],
    ['"out of memory"', 'out memory of', false],
    ['"say \\"hi\\""', 'they say "hi" to us', true],
    ['?ERROR ?WARN', 'a WARN', true],
    ['?ERROR ?WARN', 'an INFO', false],
    ['ERROR -Exiting', 'ERROR now', true],
    ['ERROR -Exiting', 'ERROR, Exiting', false],
    ['-"health check"', 'GET health check', false],
    ['%4[0-9]{2}%', 'status 404', true],
    ['%4[0-9]{2}%', 'status 200', false],
  ])('%s on %s: %s', (pattern, message, matches) => {
    expect(compilePattern(pattern)(message)).toBe(matches);
  });
});

describe('JSON', () => {
  test.each([
    ['{ $.level = "ERROR" }', true],
    ['{ $.level = ERROR }', true],
    ['{ $.level != "ERROR" }', false],
    ['{ $.level = "ERR*" }', true],
    ['{ $.level = %^E.*R$% }', true],
    ['{ $.status >= 500 }', true],
    ['{ $.status < 500 }', false],
    ['{ $.user.id = "u-1" && $.status = 503 }', true],
    ['{ $.user.id = "u-2" || $.status = 503 }', true],
    ['{ ($.user.id = "u-2" || $.level = "ERROR") && $.status = 200 }', false],
    ['{ $.user.roles[1] = "ops" }', true],
    ['{ $.["a-b"] = 1 }', true],
    ['{ $.ok IS FALSE }', true],
    ['{ $.nothing IS NULL }', true],
    ['{ $.missing NOT EXISTS }', true],
    ['{ $.level NOT EXISTS }', false],
    ['{ $.missing = "x" }', false],
  ])('%s: %s', (pattern, matches) => {
    expect(compilePattern(pattern)(json)).toBe(matches);
  });

  test('a line that is no JSON does not match', () => {
    expect(compilePattern('{ $.level NOT EXISTS }')('plain')).toBe(false);
  });
});

test.each(['{ $.a = }', '{ $.a = 1', '{ level = "x" }', '{ ($.a = 1 }', '"open'])('%s is refused', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow(/Invalid filter pattern/);
});
