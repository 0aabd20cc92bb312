import { paginateDescribeStackEvents, type StackEvent } from '@aws-sdk/client-cloudformation';
import { readAliases, readStageApi } from '../session/prod-state.ts';
import type { Session } from '../session/session.ts';
import { expectStageFailed, expectUnchanged, tellAliases } from './checks.ts';
import { beginsWithAStage, writesToMissingTable } from './edits.ts';
import type { Scenario } from './scenario.ts';

const STAGE = 'Alpha';
/** The smoke check that stores a valid student is denied what the version tries. */
const DENIED = ['dynamodb:PutItem', `table/${STAGE}-StudentDetailsArchive`];

export const firstDeployBad: Scenario = {
  name: 'first-deploy-bad',
  push: 'a new stage before all others, whose first version throws on valid input',
  outcome: 'its smoke checks fail the stage: it never goes green, nothing of it answers, and nothing later runs',
  setting: 'nothing',
  run: async ({ session, release, enforced, expect }) => {
    const betaBefore = await readAliases(session.clients, 'Beta');
    const result = await enforced(() =>
      release({
        message: `Stage ${STAGE}, and an archive`,
        edits: [beginsWithAStage(STAGE), writesToMissingTable],
      }),
    );
    expectStageFailed(expect, result, STAGE);
    const why = await failuresOf(session, `${STAGE}-Students`);
    expect(
      'the stack says which function failed its first check, and by what',
      why.includes('AddStudentDetailsFirstVersion') && DENIED.every((word) => why.includes(word)),
      why || 'no failure',
    );
    const aliases = await readAliases(session.clients, STAGE);
    const api = await readStageApi(session.clients, session.endpoint.url, STAGE);
    expect(
      'nothing of it is served: it has neither an alias nor an API',
      aliases.length === 0 && api === undefined,
      `${tellAliases(aliases)}; ${api?.publicUrl ?? 'no API'}`,
    );
    expectUnchanged(expect, 'Beta', betaBefore, await readAliases(session.clients, 'Beta'));
    expectUnchanged(expect, 'Prod', result.prodBefore, result.prodAfter);
  },
};

/** What could not be made of a stack, with the reasons. A stack that was taken back has more events than one page holds. */
async function failuresOf({ clients }: Session, StackName: string): Promise<string> {
  const events: StackEvent[] = [];
  for await (const page of paginateDescribeStackEvents({ client: clients.cloudformation }, { StackName }))
    events.push(...(page.StackEvents ?? []));
  return events
    .filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
    .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`)
    .join('; ');
}
