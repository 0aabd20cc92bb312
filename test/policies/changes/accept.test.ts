import { describe, expect, test } from '@jest/globals';
import { acceptedNames, judgeAcceptance } from '../../../policies/changes/accept.ts';
import { compare } from './fixture.ts';

const NAME = 'removed:Students/Queue';

describe('names of a commit message', () => {
  test.each([
    ['a trailer', `Drop the queue\n\nAccepts-One-Way: ${NAME}\n`, [NAME]],
    ['a trailer among others', `Drop\n\nWhy.\n\nSigned-off-by: A\naccepts-one-way:${NAME}\nFixes: 1`, [NAME]],
    ['several names', 'Drop\n\nAccepts-One-Way: a:B, c:D\nAccepts-One-Way: e:F', ['a:B', 'c:D', 'e:F']],
    ['lines of Windows', `Drop\r\n\r\nAccepts-One-Way: ${NAME}\r\n`, [NAME]],
    ['the subject', `Accepts-One-Way: ${NAME}`, []],
    ['a paragraph that is not the last', `Drop\n\nAccepts-One-Way: ${NAME}\n\nThat is why.`, []],
    ['a sentence', `Drop\n\nIt says Accepts-One-Way: ${NAME}`, []],
    ['nothing', '', []],
  ])('%s', (_, message, expected) => {
    expect(acceptedNames(message)).toEqual(expected);
  });
});

describe('acceptance', () => {
  const changes = compare({ Queue: { Type: 'AWS::SQS::Queue' }, Alarm: { Type: 'AWS::CloudWatch::Alarm' } }, {});

  test('a one-way change is refused without its name', () => {
    const { refused, accepted } = judgeAcceptance(changes, 'Drop the queue');
    expect([refused.map(({ name }) => name), accepted]).toEqual([[NAME], []]);
  });

  test('a one-way change is accepted by its name', () => {
    const { refused, accepted } = judgeAcceptance(changes, `Drop the queue\n\nAccepts-One-Way: ${NAME}`);
    expect([refused, accepted.map(({ name }) => name)]).toEqual([[], [NAME]]);
  });

  test('another name accepts nothing, and is told', () => {
    const { refused, unused } = judgeAcceptance(changes, 'Drop\n\nAccepts-One-Way: removed:Students/Other');
    expect([refused.length, unused]).toEqual([1, ['removed:Students/Other']]);
  });
});
