import { describe, expect, test } from '@jest/globals';
import { expiresSoon, lookMinutes } from '../../../hooks/notifier/contract.ts';
import { decideExpiring, decideWaiting } from '../../../hooks/notifier/decide-approval.ts';
import { approval, EXECUTION, release } from './facts.ts';

const HOUR_MS = 3_600_000;
const SINCE_MS = Date.UTC(2026, 10, 27, 5, 45);
const waiting = { executionId: EXECUTION, runId: 'r', sinceMs: SINCE_MS, expiresMs: SINCE_MS + 7 * 24 * HOUR_MS };
const open = approval({
  status: 'InProgress',
  by: undefined,
  configuration: {
    ExternalEntityLink: 'https://example.com/report.html',
    CustomData: 'Release 1.0.7, to Prod: Answers carry revision 2 | 0 one-way changes',
  },
});

describe('an approval that waits', () => {
  test('is told with its dossier, its comment, until when, and how to answer', () => {
    expect(decideWaiting(release(), open, waiting)).toMatchObject({
      kind: 'approvalWaiting',
      title: 'Approval waits at ApproveProd',
      says: '"Answers carry revision 2" (0f7c3476) waits for an answer at ApproveProd.',
      details: [
        'Release 1.0.7, commit 0f7c3476 by Ada Lovelace: Answers carry revision 2',
        'Without an answer it expires on 2026-12-04 05:45 UTC.',
        'Release 1.0.7, to Prod: Answers carry revision 2',
        '0 one-way changes',
      ],
      next: [expect.stringContaining('npx slipway approve 3046d630'), expect.stringContaining('npx slipway console')],
      link: { url: 'https://example.com/report.html' },
    });
  });

  test('links to the execution where it has no link of its own', () => {
    const bare = { ...open, configuration: {} };
    expect(decideWaiting(release(), bare, waiting).link.url).toContain(`/pipelines/slipway/executions/${EXECUTION}/`);
  });

  test('and was answered before the message was made says so', () => {
    const answered = { ...open, status: 'Succeeded', by: 'arn:aws:iam::111122223333:user/ada' };
    expect(decideWaiting(release(), answered, waiting).details).toContain(
      'It was answered in the meantime, by ada: Succeeded.',
    );
  });
});

describe('an approval that expires', () => {
  test('is told with the time that is left', () => {
    expect(decideExpiring(release(), open, waiting, waiting.expiresMs - 23 * HOUR_MS)).toMatchObject({
      kind: 'approvalExpiring',
      title: 'Approval expires in 23 hours at ApproveProd',
      says: expect.stringContaining('nobody has answered'),
    });
  });

  test('has another key than the one that waits', () => {
    expect(decideExpiring(release(), open, waiting, 0).key).not.toBe(decideWaiting(release(), open, waiting).key);
  });

  test.each([
    [7 * 24, 25, false],
    [7 * 24, 24, true],
    [4, 1.1, false],
    [4, 1, true],
  ])('of %d hours, %d hours before its end: %s', (hours, leftHours, soon) => {
    expect(expiresSoon(0, hours * HOUR_MS, (hours - leftHours) * HOUR_MS)).toBe(soon);
  });

  test.each([
    [[7 * 24 * 60], 60],
    [[7 * 24 * 60, 60], 7],
    [[5], 1],
    [[], 60],
  ])('is looked for so that approvals of %j minutes are seen in time: every %d minutes', (timeouts, minutes) => {
    expect(lookMinutes(timeouts)).toBe(minutes);
  });
});
