import { UserError } from '../kernel/errors.ts';
import { readStageApi } from '../session/prod-state.ts';
import { commitOf, listExecutions } from '../session/read-executions.ts';
import { type Presenter, release, startProdTraffic } from '../session/release.ts';
import { PROD, type Session } from '../session/session.ts';
import { PROJECT_AS_IT_IS, type Setting, settingId } from './setting.ts';

/**
 * What only some settings have, and what goes one way when the next comes in: each is accepted where it is there, and where it is
 * not, nothing follows from it. The log of the sender of synthetic requests goes with the sender, that of a stage's integration
 * test with the stage.
 */
const GOES_WITH_A_SETTING = [
  'removed:Students/GetStudentDetails/SyntheticTraffic/Function/Logs',
  'removed:SlipwayPipeline/Release/Canada/IntegrationTest/Build/Logs',
];

/** The setting of the last release that went through the whole pipeline; undefined while none has. */
async function settingInProd({ clients, endpoint, project, workspace }: Session): Promise<string | undefined> {
  if ((await readStageApi(clients, endpoint.url, PROD)) === undefined) return undefined;
  const executions = await listExecutions(clients.codepipeline, project.pipelineName);
  const released = executions.find(({ status }) => status === 'Succeeded');
  if (released === undefined) return undefined;
  return (await workspace.noteOf(commitOf(released))) ?? settingId(PROJECT_AS_IT_IS);
}

/**
 * What a scenario starts from: its setting released to Prod, and traffic on it. Does only what the scenario before, or an earlier
 * run on the same folder, has not done.
 * @throws UserError when the setting cannot be released
 */
export async function bringIn(
  session: Session,
  presenter: Presenter,
  setting: Setting,
  requestsPerSecond: number,
): Promise<void> {
  const note = settingId(setting);
  if ((await settingInProd(session)) !== note) {
    await session.control.stopTraffic();
    await setting.prepare?.(session);
    const { broughtInUnder } = setting;
    const isThere = (await readStageApi(session.clients, session.endpoint.url, PROD)) !== undefined;
    if (broughtInUnder !== undefined && isThere) await startProdTraffic(session, broughtInUnder);
    const answer = () => Promise.resolve({ approve: true, comment: 'The start of the scenarios' });
    const accepted = GOES_WITH_A_SETTING.map((name) => `Accepts-One-Way: ${name}`);
    const message = `Setting: ${setting.what}\n\n${accepted.join('\n')}`;
    const { execution } = await release(session, presenter, { message, edits: setting.edits, note, answer });
    if (execution.status !== 'Succeeded') {
      const failed = execution.stages.flatMap((stage) => stage.actions).find((action) => action.status === 'Failed');
      const log = (failed?.logTail ?? []).map((line) => `\n  | ${line}`).join('');
      throw new UserError(
        'NotReleased',
        `The setting "${setting.name}" (${setting.what}) did not reach Prod: ${failed?.name ?? 'the execution'} is ${failed?.status ?? execution.status}: ${failed?.summary ?? ''}${log}`,
        'Scenarios need it there: mend it first.',
      );
    }
    await session.control.stopTraffic();
  }
  await startProdTraffic(session, requestsPerSecond);
}
