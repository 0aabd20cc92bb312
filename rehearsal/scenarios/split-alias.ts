import { StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { readAliases } from '../session/prod-state.ts';
import { watchRelease } from '../session/release.ts';
import { PROD } from '../session/session.ts';
import { slipway } from '../session/slipway-command.ts';
import {
  expectProdReleased,
  expectStageFailed,
  expectSucceeded,
  expectUnchanged,
  ofStage,
  tellAliases,
} from './checks.ts';
import { newRevision } from './edits.ts';
import { expectKeptOut } from './gate-checks.ts';
import type { Scenario } from './scenario.ts';
import { GATED } from './settings.ts';

const FUNCTION = 'getStudentDetails';

export const splitAlias: Scenario = {
  name: 'split-alias',
  push: 'a change whose canary somebody stops without a rollback; then another change',
  outcome: 'the guard keeps the second out and names the alias; after `slipway repair` a retry releases it',
  setting: GATED,
  // What it is about needs no traffic; it only has to be seen that it goes on.
  requestsPerSecond: 1,
  run: async ({ session, presenter, release, expect }) => {
    const message = 'Answers carry revision 48';
    const half = await release({
      message,
      edits: [newRevision('48')],
      until: ({ deployments }) =>
        deployments.some(
          ({ functionName, status, percentSet }) =>
            functionName.startsWith(`${PROD}-`) && status === 'InProgress' && percentSet === 10,
        ),
    });
    const deploymentId = ofStage(half, PROD).find(({ status }) => status === 'InProgress')?.id;
    await session.step('stop the deployment', () =>
      session.clients.codedeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: false })),
    );
    const stopped = await watchRelease(session, presenter, half, { message });
    expectStageFailed(expect, stopped, PROD);
    const split = stopped.prodAfter.find(({ functionName }) => functionName.includes(FUNCTION));
    expect('the alias is left on two versions', split?.secondVersionPercent === 10, tellAliases(stopped.prodAfter));

    const second = 'Answers carry revision 49';
    const kept = await release({ message: second, edits: [newRevision('49')] });
    expectKeptOut(expect, kept, PROD, 'AliasGuard', [`${PROD}-${FUNCTION}:live`, `slipway repair --stage ${PROD}`]);

    await slipway(session, 'repair', '--stage', PROD, '--yes');
    const mended = await readAliases(session.clients, PROD);
    expectUnchanged(expect, `${PROD}, repaired,`, stopped.prodBefore, mended);
    await slipway(session, 'release', 'retry', kept.execution.id, '--stage', PROD, '--yes');
    const released = await watchRelease(session, presenter, { ...kept, prodBefore: mended }, { message: second });
    expectSucceeded(expect, released);
    expectProdReleased(expect, released, FUNCTION);
  },
};
