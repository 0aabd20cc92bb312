import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { watchRelease } from '../session/release.ts';
import { PROD, type Session } from '../session/session.ts';
import { slipway } from '../session/slipway-command.ts';
import { expectProdReleased, expectProdUnchanged, expectSucceeded } from './checks.ts';
import { newRevision } from './edits.ts';
import { expectKeptOut } from './gate-checks.ts';
import { countIncidents, INCIDENT_ALARM, ON_CALL_TOPIC } from './incident.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';
import { GATED } from './settings.ts';

const ALARM_GATE = 'Alarm1';
const REASON = 'This release is the fix of the open incident';

const emergency = z.object({
  released: z.boolean(),
  executionId: z.string(),
  stageName: z.string(),
  callerArn: z.string(),
  topicArns: z.array(z.string()),
  auditLogGroup: z.string(),
});
type Emergency = z.infer<typeof emergency>;

export const redBefore: Scenario = {
  name: 'red-before',
  push: 'a visible change of an answer, while the alarm in front of Prod is red; then another',
  outcome:
    'kept out with the reason; `slipway release --past-alarms` lets that one in, written down and told to everybody; the next one is kept out again',
  setting: GATED,
  // What it is about needs no traffic; it only has to be seen that it goes on.
  requestsPerSecond: 1,
  run: async ({ session, presenter, release, expect }) => {
    await countIncidents(session, 1);
    try {
      const message = 'Answers carry revision 45';
      const kept = await release({ message, edits: [newRevision('45')] });
      expectKeptOut(expect, kept, PROD, ALARM_GATE, [INCIDENT_ALARM, 'ALARM']);
      expectProdUnchanged(expect, kept);

      const printed = await slipway(session, 'release', '--past-alarms', '--reason', REASON, '--yes', '--json');
      const done = emergency.parse(JSON.parse(printed));
      expect(
        'the emergency release lets exactly that execution into Prod',
        done.released && done.executionId === kept.execution.id && done.stageName === PROD,
        `${done.executionId} into ${done.stageName}; kept out was ${kept.execution.id}`,
      );
      const entered = await watchRelease(session, presenter, kept, { message });
      expectSucceeded(expect, entered);
      expectProdReleased(expect, entered, 'getStudentDetails');
      await expectAudited(expect, session, done);
      await expectTold(expect, session, done);

      const next = await release({ message: 'Answers carry revision 46', edits: [newRevision('46')] });
      expectKeptOut(expect, next, PROD, ALARM_GATE, [INCIDENT_ALARM, 'ALARM']);
      expectProdUnchanged(expect, next);
    } finally {
      await countIncidents(session, 0);
    }
  },
};

const entry = z.object({
  outcome: z.string(),
  reason: z.string(),
  callerArn: z.string(),
  alarmNames: z.array(z.string()),
});

async function expectAudited(
  expect: ScenarioContext['expect'],
  { clients }: Session,
  { auditLogGroup, executionId, callerArn }: Emergency,
): Promise<void> {
  const { events = [] } = await clients.logs.send(
    new FilterLogEventsCommand({ logGroupName: auditLogGroup, logStreamNames: [executionId] }),
  );
  const entries = events.map(({ message = '' }) => entry.parse(JSON.parse(message)));
  expect(
    'the audit log holds who did it, why, and past which alarm: begun, then done',
    entries.map(({ outcome }) => outcome).join(' ') === 'begun overridden' &&
      entries.every(
        (one) => one.reason === REASON && one.callerArn === callerArn && one.alarmNames.join(' ') === INCIDENT_ALARM,
      ),
    events.map(({ message }) => message).join('; ') || 'no entry',
  );
}

/** Parts of the names of topics: of those who approve new permissions, of Prod's approvers, of whoever is on call. */
const WHO_IS_TOLD = ['-SecurityApprovers', '-ApproversProd', `:${ON_CALL_TOPIC}`];

async function expectTold(
  expect: ScenarioContext['expect'],
  { control }: Session,
  { topicArns, executionId }: Emergency,
): Promise<void> {
  const mails = (await control.outbox()).filter(({ message }) => message.includes(REASON));
  const untold = topicArns.filter(
    (arn) => !mails.some(({ topic, message }) => topic === arn && message.includes(executionId)),
  );
  const isThere = (name: string) => topicArns.some((arn) => arn.includes(name));
  expect(
    'all approvers and whoever is on call are told which execution it was, and why',
    topicArns.length === WHO_IS_TOLD.length && WHO_IS_TOLD.every(isThere) && untold.length === 0,
    `topics ${topicArns.join(', ')}; ${mails.map(({ topic, subject }) => `${topic}: ${subject}`).join('; ') || 'no message'}`,
  );
}
