import { expect, test } from '@jest/globals';
import { decideEnd } from '../../../hooks/notifier/decide-end.ts';
import { toMessage } from '../../../hooks/notifier/message.ts';
import type { ReleaseFacts } from '../../../hooks/notifier/release.ts';
import { COMMIT, deploy, EXECUTION, release } from './facts.ts';

function messageOf(changes: Partial<ReleaseFacts> = {}) {
  const notice = decideEnd('SUCCEEDED', release({ runs: [deploy('Prod')], ...changes }), undefined);
  if (notice === undefined) throw new Error('nothing is told');
  return toMessage(notice);
}
const titled = (title: string) => messageOf({ commit: { id: COMMIT, title } });

test('the e-mail says what happened, which release, what to do, and links', () => {
  expect(messageOf().text).toBe(
    [
      '"Answers carry revision 2" (0f7c3476) is released.',
      '',
      'Release 1.0.7, commit 0f7c3476 by Ada Lovelace: Answers carry revision 2',
      'It runs in Prod.',
      '',
      'What to do:',
      '- There is nothing to do.',
      '- To take it back: npx slipway release rollback --reason "WHY"',
      '',
      `The execution: https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/slipway/executions/${EXECUTION}/timeline?region=eu-west-1`,
      `Pipeline slipway, execution ${EXECUTION}`,
    ].join('\n'),
  );
});

test.each([
  ['Answers carry revision 2', 'slipway: Released: 0f7c3476 Answers carry revision 2'],
  ['Überschrift für “alle” 🚀', 'slipway: Released: 0f7c3476 Uberschrift fur ?alle? ?'],
  ['one\ttwo\nthree', 'slipway: Released: 0f7c3476 one two three'],
])('a subject is one line of printable ASCII: %j', (title, subject) => {
  expect(titled(title).subject).toBe(subject);
});

test('a subject is cut to what SNS takes', () => {
  const { subject } = titled('long '.repeat(50));
  expect(subject).toHaveLength(99);
  expect(subject.endsWith('...')).toBe(true);
});

test('a chat gets a notification of the form that Amazon Q Developer reads, in the thread of the release', () => {
  expect(JSON.parse(messageOf().chat)).toMatchObject({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: 'slipway: Released',
      description: expect.stringContaining('is released.\nRelease 1.0.7'),
      nextSteps: expect.arrayContaining(['There is nothing to do.']),
      keywords: ['slipway', 'released'],
    },
    metadata: { threadId: EXECUTION, eventType: 'released' },
  });
});

test('a commit’s title cannot call everybody in a channel, nor hide a link', () => {
  const { chat } = titled('<!channel> see <https://evil.example.com|the report>');
  expect(chat).not.toMatch(/[<>]/);
});
