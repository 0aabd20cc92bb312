import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { AnswerApproval } from '../../session/follow.ts';
import type { ReleaseResult } from '../../session/release.ts';
import type { Session } from '../../session/session.ts';
import { expectProdUnchanged, expectStageFailed, ofStage, tellDeployments } from '../checks.ts';
import type { ScenarioContext } from '../scenario.ts';

/** The function that the scenarios are about. */
export const TARGET = 'Prod-getStudentDetails';

/** Approves everything, and does something behind the pipeline's back while the release waits for Prod. */
export const approvingMeanwhile =
  (meanwhile: () => Promise<void>): AnswerApproval =>
  async ({ stageName }) => {
    if (stageName === 'ApproveProd') await meanwhile();
    return { approve: true, comment: 'Nobody has told the approver' };
  };

/** The hook of Prod refused the version for its passport, in these words, and it never had any traffic. */
export async function expectRefusedByPassport(
  expect: ScenarioContext['expect'],
  session: Session,
  result: ReleaseResult,
  words: string,
): Promise<void> {
  expectStageFailed(expect, result, 'Prod');
  const deployments = ofStage(result, 'Prod').filter(({ group }) => group.startsWith(TARGET));
  const bad = deployments.find(({ errorCode }) => errorCode === 'HOOK_EXECUTION_FAILURE');
  expect(
    'the pre-traffic hook failed the deployment',
    bad?.hooks.some(({ name, status }) => name === 'BeforeAllowTraffic' && status === 'Failed') ?? false,
    tellDeployments(deployments),
  );
  expect(
    'the version never had any traffic',
    bad?.weights.every(({ percentNew }) => percentNew === 0) ?? false,
    tellDeployments(deployments),
  );
  const { events = [] } = await session.clients.logs.send(
    new FilterLogEventsCommand({
      logGroupName: `/aws/lambda/${TARGET}-pre-traffic`,
      filterPattern: '"passport:"',
      startTime: Math.floor(result.sinceMs),
    }),
  );
  const lines = events.map(({ message = '' }) => message);
  expect(
    `the hook says why: ${words}`,
    lines.some((line) => line.includes(words)),
    lines.join('\n') || 'nothing',
  );
  expectProdUnchanged(expect, result);
}
