import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { watchRelease } from '../session/release.ts';
import { slipway } from '../session/slipway-command.ts';
import { expectProdReleased, expectProdUnchanged, expectSucceeded, stageOf } from './checks.ts';
import { newRevision } from './edits.ts';
import type { Scenario } from './scenario.ts';

const STAGE = 'Build';
const REASON = 'The numbers are counted first';

export const stopped: Scenario = {
  name: 'stopped',
  push: 'a visible change of an answer, which somebody stops while it is built; then somebody goes on with it',
  outcome:
    'nothing after the build ran, Prod is unchanged, the audit log has the reason; the same execution is then released',
  run: async ({ session, presenter, release, expect }) => {
    const message = 'Answers carry revision 22';
    const begun = await release({
      message,
      edits: [newRevision('22')],
      until: ({ stages }) =>
        stages.some(({ name, actions }) => name === STAGE && actions.some(({ status }) => status === 'InProgress')),
    });
    const { id } = begun.execution;
    await slipway(session, 'release', 'stop', id, '--abandon', '--reason', REASON, '--yes');
    const held = await watchRelease(session, presenter, begun, { message });
    const { status } = held.execution;
    expect('the execution is stopped', status === 'Stopped', status);
    const last = held.execution.stages.at(-1)?.name;
    expect(`nothing ran after ${STAGE}`, last === STAGE, `the last stage that ran is ${last ?? 'none'}`);
    expectProdUnchanged(expect, held);
    const { events = [] } = await session.clients.logs.send(
      new FilterLogEventsCommand({
        logGroupName: `/slipway/${session.project.pipelineName}/audit`,
        logStreamNames: [id],
      }),
    );
    const written = events.map(({ message = '' }) => message).join('; ');
    expect('the audit log has the reason', written.includes(REASON), written || 'nothing');

    await slipway(session, 'release', 'retry', id, '--stage', STAGE, '--yes');
    const released = await watchRelease(session, presenter, held, { message });
    expect('the same execution went on', released.execution.id === id, released.execution.id);
    expectSucceeded(expect, released);
    expectProdReleased(expect, released, 'getStudentDetails');
    const built = stageOf(released.execution, STAGE)?.status ?? 'not run';
    expect(`${STAGE} was run again, to its end`, built === 'Succeeded', built);
  },
};
