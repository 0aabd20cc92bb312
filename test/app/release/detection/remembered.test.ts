import { expect, test } from '@jest/globals';
import { remembered } from '../../../../app/release/detection/remembered.ts';

test('the same arguments are computed once, others anew', () => {
  const asked: string[] = [];
  const describe = remembered((what: { readonly name: string }, times: number) => {
    asked.push(what.name);
    return what.name.repeat(times);
  });
  expect([describe({ name: 'a' }, 2), describe({ name: 'a' }, 2), describe({ name: 'a' }, 3)]).toEqual([
    'aa',
    'aa',
    'aaa',
  ]);
  expect(asked).toEqual(['a', 'a']);
});

test('what was asked long ago is computed again, so that a long search does not fill the memory', () => {
  let computed = 0;
  const count = remembered((of: number) => {
    computed += 1;
    return of;
  });
  for (let of = 0; of <= 2_000; of++) count(of);
  expect([count(2_000), computed]).toEqual([2_000, 2_001]);
  expect([count(0), computed]).toEqual([0, 2_002]);
});
