import { UserError } from '../kernel/errors.ts';
import { readStageApi } from '../session/prod-state.ts';
import { type Presenter, release, startProdTraffic } from '../session/release.ts';
import { PROD, type Session } from '../session/session.ts';

/**
 * What scenarios start from: the working tree released to Prod, and traffic on it. Does only what an earlier run on the same
 * folder has not done.
 * @throws UserError when the working tree itself cannot be released
 */
export async function prepareProd(session: Session, presenter: Presenter, requestsPerSecond: number): Promise<void> {
  if ((await readStageApi(session.clients, session.endpoint.url, PROD)) === undefined) {
    const answer = () => Promise.resolve({ approve: true, comment: 'The start of the scenarios' });
    const { execution } = await release(session, presenter, { message: 'The working tree', edits: [], answer });
    if (execution.status !== 'Succeeded') {
      const failed = execution.stages.flatMap((stage) => stage.actions).find((action) => action.status === 'Failed');
      throw new UserError(
        'NotReleased',
        `The working tree did not reach Prod: ${failed?.name ?? 'the execution'} is ${failed?.status ?? execution.status}: ${failed?.summary ?? ''}`,
        'Scenarios need it there: mend it first.',
      );
    }
  }
  await startProdTraffic(session, requestsPerSecond);
}
