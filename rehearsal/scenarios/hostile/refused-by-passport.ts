import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { AnswerApproval } from '../../session/follow.ts';
import type { ReleaseResult } from '../../session/release.ts';
import type { Session } from '../../session/session.ts';
import type { DeploymentSummary } from '../../session/summary.ts';
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

/**
 * A hook of Prod refused a version for its passport, in these words, and no version that had to be refused ever had any traffic.
 *
 * @param refused functions whose hooks have to refuse. Where they are several, the first that does stops the deployments of the
 *   others, whose hooks may then have nothing to say.
 */
export async function expectRefusedByPassport(
  expect: ScenarioContext['expect'],
  session: Session,
  result: ReleaseResult,
  words: string,
  refused: readonly string[] = [TARGET],
): Promise<void> {
  expectStageFailed(expect, result, 'Prod');
  const deployments = ofStage(result, 'Prod').filter(({ group }) => refused.some((name) => group.startsWith(name)));
  const isByHook = ({ errorCode, hooks }: DeploymentSummary) =>
    errorCode === 'HOOK_EXECUTION_FAILURE' &&
    hooks.some(({ name, status }) => name === 'BeforeAllowTraffic' && status === 'Failed');
  expect('the pre-traffic hook failed the deployment', deployments.some(isByHook), tellDeployments(deployments));
  const forward = deployments.filter(({ rollbackOf }) => rollbackOf === null);
  expect(
    'the version never had any traffic',
    forward.length > 0 && forward.every(({ weights }) => weights.every(({ percentNew }) => percentNew === 0)),
    tellDeployments(deployments),
  );
  const told = await Promise.all(
    refused.map((name) =>
      session.clients.logs.send(
        new FilterLogEventsCommand({
          logGroupName: `/aws/lambda/${name}-pre-traffic`,
          filterPattern: '"passport:"',
          startTime: Math.floor(result.sinceMs),
        }),
      ),
    ),
  );
  const lines = told.flatMap(({ events = [] }) => events.map(({ message = '' }) => message));
  expect(
    `the hook says why: ${words}`,
    lines.some((line) => line.includes(words)),
    lines.join('\n') || 'nothing',
  );
  expectProdUnchanged(expect, result);
}
