import { paginateListTopics } from '@aws-sdk/client-sns';
import type { ControlClient } from '../session/control-client.ts';
import type { ReleaseResult } from '../session/release.ts';
import type { Session } from '../session/session.ts';
import { caughtUp } from './caught-up.ts';
import type { ScenarioContext } from './scenario.ts';

type Outbox = Awaited<ReturnType<ControlClient['outbox']>>;

/** The topic of the notifications: CloudFormation puts the stack and the construct into its name. */
const TOPIC = /:SlipwayPipeline-Notifications/;

/** What people were told of a commit, by who was told: subjects in order. Pure. */
export function toldOf(outbox: Outbox, commit: string): ReadonlyMap<string, readonly string[]> {
  const own = outbox.filter(
    ({ topic, message }) => TOPIC.test(topic) && message.includes(`commit ${commit.slice(0, 8)}`),
  );
  return new Map(
    [...Map.groupBy(own, ({ endpoint }) => endpoint)].map(([endpoint, messages]) => [
      endpoint,
      messages.map(({ subject }) => subject ?? ''),
    ]),
  );
}

/** Whether a message was about each of these, and nothing was said besides. EventBridge keeps no order. */
const isExactly = (subjects: readonly string[], titles: readonly string[]): boolean =>
  subjects.length === titles.length &&
  titles.every((title) => subjects.some((subject) => subject.includes(`: ${title}: `)));

/**
 * People were told of a release what there was to tell, in one message each. Not everybody wants all of it: somebody has
 * been told everything, and nobody anything twice. Notes nothing where nobody is to be told.
 */
export async function expectTold(
  expect: ScenarioContext['expect'],
  session: Session,
  { commit }: ReleaseResult,
  titles: readonly string[],
): Promise<void> {
  const arns: string[] = [];
  for await (const { Topics = [] } of paginateListTopics({ client: session.clients.sns }, {}))
    arns.push(...Topics.flatMap(({ TopicArn }) => TopicArn ?? []));
  if (!arns.some((arn) => TOPIC.test(arn))) return;
  const seen = await caughtUp(
    session,
    async () => toldOf(await session.control.outbox(), commit),
    (told) => [...told.values()].some((subjects) => subjects.length >= titles.length),
  );
  const all = [...seen.values()];
  expect(
    `people were told in one message each: ${titles.join(', ')}`,
    all.some((subjects) => isExactly(subjects, titles)) &&
      all.every((subjects) => new Set(subjects).size === subjects.length && subjects.length <= titles.length),
    [...seen].map(([endpoint, subjects]) => `${endpoint}: ${subjects.join('; ')}`).join(' | ') || 'no message',
  );
}
