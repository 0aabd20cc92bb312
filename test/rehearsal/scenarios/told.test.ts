import { expect, test } from '@jest/globals';
import { toldOf } from '../../../rehearsal/scenarios/told.ts';

const COMMIT = '0f7c3476c86cbd4c5a1f0f4bd8d0a2f1b5f1b0aa';
const message = (endpoint: string, subject: string, text = `commit ${COMMIT.slice(0, 8)} by Ada`) => ({
  topic: 'arn:aws:sns:eu-west-1:111122223333:SlipwayPipeline-NotificationsTopic1A2B-3C4D',
  endpoint,
  subject,
  message: text,
});

test('what was told of a commit is told by who was told, and nothing of other commits and topics', () => {
  const told = toldOf(
    [
      message('team@example.com', 'slipway: Approval waits at ApproveProd: 0f7c3476 Title'),
      message('team@example.com', 'slipway: Released: 1234abcd Other', 'commit 1234abcd by Ada'),
      message('on-call@example.com', 'slipway: Came back from Prod: 0f7c3476 Title'),
      message('team@example.com', 'slipway: Came back from Prod: 0f7c3476 Title'),
      { ...message('team@example.com', 'APPROVAL NEEDED'), topic: 'arn:aws:sns:eu-west-1:111122223333:approvers' },
    ],
    COMMIT,
  );
  expect(Object.fromEntries(told)).toEqual({
    'team@example.com': [
      'slipway: Approval waits at ApproveProd: 0f7c3476 Title',
      'slipway: Came back from Prod: 0f7c3476 Title',
    ],
    'on-call@example.com': ['slipway: Came back from Prod: 0f7c3476 Title'],
  });
});
