import { expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import { columns } from '../../../cli/render/columns.ts';

test('cells stand under each other, whatever colours they have, and nothing trails', () => {
  const colors = picocolors.createColors(true);
  const [first, second] = columns([
    ['a', colors.red('long'), ''],
    ['bcd', 'x', 'end'],
  ]);
  expect(first).toBe(`a    ${colors.red('long')}`);
  expect(second).toBe('bcd  x     end');
});
