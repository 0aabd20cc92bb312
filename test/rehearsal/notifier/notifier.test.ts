import '../codepipeline/without-git.ts';
import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { bundle } from '../../../app/bundle.ts';
import { RELEASE } from '../codepipeline/release-setup.ts';
import { type NotifiedPipeline, startNotifiedPipeline } from './notified-pipeline.ts';

/*
 * From the event to the outbox: CodePipeline, EventBridge, Lambda with the notifier's own bundle, and SNS are all real here,
 * and so are the rules, the subscriptions and the environment that the construct makes.
 */

const MINUTE_MS = 60_000;
let pipeline: NotifiedPipeline;

// The bundles are made once a process, at the first call.
beforeAll(() => void bundle('notifier'), 60_000);
beforeEach(async () => {
  pipeline = await startNotifiedPipeline();
}, 60_000);
afterEach(() => pipeline.release.local.stop());

/** Who was told what, the oldest first. */
const told = async () => (await pipeline.told()).map(({ to, subject }) => `${to}: ${subject}`);
const subjectsTo = async (to: string) =>
  (await pipeline.told()).filter((one) => one.to === to).map(({ subject }) => subject);
const NAME = RELEASE.name ?? '';

test('an approval that waits is one message to each who asked for it, in the form that each reads', async () => {
  await pipeline.release.endBuild('build:1', 'SUCCEEDED');
  const subject = `${NAME}: Approval waits at Approve: c1 First`;
  const all = await pipeline.told();
  expect((await told()).sort()).toEqual([`chat: ${subject}`, `team@example.com: ${subject}`]);
  const [mail, chat] = ['team@example.com', 'chat'].map((to) => all.find((one) => one.to === to));
  expect(mail?.message).toContain('"First" (c1) waits for an answer at Approve.');
  expect(mail?.message).toContain('Without an answer it expires on 2026-01-05 01:00 UTC.');
  expect(mail?.message).toContain('Release v1');
  expect(mail?.message).toContain('The security report of the commit: https://example.com/d');
  expect(JSON.parse(chat?.message ?? '')).toMatchObject({
    version: '1.0',
    source: 'custom',
    content: { title: `${NAME}: Approval waits at Approve` },
  });
  await pipeline.repeatEvents();
  expect(await told()).toHaveLength(2);
});

test('a rejection is told with the words of the approver, also to those who only want to hear of what went wrong', async () => {
  await pipeline.release.endBuild('build:1', 'SUCCEEDED');
  await pipeline.answer('Rejected', 'Not on a Friday');
  const [mail] = (await pipeline.told()).filter(({ to }) => to === 'on-call@example.com');
  expect(mail?.subject).toBe(`${NAME}: Rejected at Approve: c1 First`);
  expect(mail?.message).toMatch(/was rejected at Approve by .+: Not on a Friday/);
  await pipeline.repeatEvents();
  expect(await subjectsTo('on-call@example.com')).toHaveLength(1);
});

test('a failed build is told once, and a release that a newer one takes the place of is not told', async () => {
  // Two more wait behind the first: the older of them is superseded.
  for (let more = 0; more < 2; more += 1)
    await pipeline.release.client().send(new StartPipelineExecutionCommand({ name: NAME }));
  await pipeline.release.settle();
  await pipeline.release.endBuild('build:1', 'FAILED');
  expect(await subjectsTo('team@example.com')).toEqual([`${NAME}: Stopped in Build: c1 First`]);
});

test('an approval that expires soon is told to its approvers too; then that nobody answered; then nothing runs any more', async () => {
  await pipeline.release.endBuild('build:1', 'SUCCEEDED');
  expect(await pipeline.lookRuleState()).toBe('ENABLED');
  await pipeline.advance(44 * MINUTE_MS);
  expect(await subjectsTo('approver@example.com')).toEqual([]);
  await pipeline.advance(15 * MINUTE_MS);
  expect(await subjectsTo('approver@example.com')).toEqual([expect.stringContaining('Approval expires in')]);
  await pipeline.advance(120 * MINUTE_MS);
  expect(await subjectsTo('team@example.com')).toEqual([
    expect.stringContaining('Approval waits at Approve'),
    expect.stringContaining('Approval expires in'),
    expect.stringContaining('Not answered in time at Approve'),
  ]);
  expect(await pipeline.lookRuleState()).toBe('DISABLED');
});
