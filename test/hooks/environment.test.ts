import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { json, numeric } from '../../hooks/environment.ts';

const Environment = z.object({ LIMIT: numeric, NAMES: json(z.array(z.string())) });

describe('the environment of a function', () => {
  test('is read as it was written', () => {
    const value = { LIMIT: 2.5, NAMES: ['a "quoted" name', 'ü'] };
    const encoded = z.encode(Environment, value);
    expect(encoded).toEqual({ LIMIT: '2.5', NAMES: JSON.stringify(value.NAMES) });
    expect(Environment.parse({ ...encoded, PATH: '/bin' })).toEqual(value);
  });

  test.each([
    [{ LIMIT: '', NAMES: '[]' }, 'LIMIT'],
    [{ LIMIT: 'many', NAMES: '[]' }, 'LIMIT'],
    [{ LIMIT: '1', NAMES: '[' }, 'NAMES'],
    [{ LIMIT: '1', NAMES: '[1]' }, 'NAMES'],
    [{ LIMIT: '1' }, 'NAMES'],
  ])('%j is refused, naming the variable', (variables, name) => {
    expect(() => Environment.parse(variables)).toThrow(name);
  });
});
