import { describe, expect, test } from '@jest/globals';
import { plain, plainly } from '../../../console/model/plain.ts';
import { shift } from './views.ts';

describe('a text that others wrote', () => {
  test.each([
    ['concealed text and colours', 'Fix typo\u001b[8m', 'Fix typo'],
    ['movements of the cursor', '\u001b[2A\u001b[2KFine\u001b[1;1H', 'Fine'],
    ['a sequence of eight bits', 'a\u009b8mb', 'ab'],
    ['the clipboard, ended by BEL', 'a\u001b]52;c;cm0gLXJm\u0007b', 'ab'],
    ['a link, ended by ST', '\u001b]8;;https://example.com\u001b\\here\u001b]8;;\u001b\\', 'here'],
    [
      'DCS, SOS, PM and APC',
      '\u001bPq\u001b\\a\u001bXq\u001b\\b\u001b^q\u001b\\c\u001b_q\u001b\\d\u0090q\u009ce',
      'abcde',
    ],
    ['a reset, and another set of letters', '\u001bca\u001b(0b', 'ab'],
    ['what has no end, whose text is seen', 'a\u001b]0;title', 'a0;title'],
    ['what would become one when another is taken out', '\u001b\u001b[8m[8mx', '␛[8mx'],
    ['controls', 'a\rb\bc\u0007d\u0000e\u007ff\u0085g', 'a␍b␈c␇d␀e␡f�g'],
    ['letters that turn the direction', 'x\u202egnp.exe\u2066y\u2069', 'x�gnp.exe�y�'],
    ['nothing at all', 'Grüße — 日本語 “ok”\tone\n two', 'Grüße — 日本語 “ok”\tone\n two'],
  ])('loses %s', (_what, text, expected) => {
    expect(plain(text)).toBe(expected);
  });
});

test('every text of a view is plain, and all else is as it was', () => {
  const hook = { name: 'BeforeAllowTraffic', status: 'Failed', startedMs: 1, endedMs: undefined };
  const view = shift({ hooks: [{ ...hook, says: 'The old version\u001b[8m answers 500' }] });
  expect(plainly(view)).toStrictEqual(shift({ hooks: [{ ...hook, says: 'The old version answers 500' }] }));
  const at = new Date(0);
  expect(plainly({ at, rate: null, commits: [{ author: 'A\u001b[1A', title: 'T\u202e' }] })).toStrictEqual({
    at,
    rate: null,
    commits: [{ author: 'A', title: 'T�' }],
  });
});
