import type { ReadModel } from '../../console/model/read-model.ts';
import { troubleOf } from '../../console/model/trouble.ts';
import type { Console } from '../../console/server/start.ts';
import type { WaitingApproval } from '../../rehearsal/session/follow.ts';
import type { Colors } from '../render/colors.ts';
import { shortDossierLines } from '../render/dossier.ts';

/** That the facts cannot be read is told in their place: it is no reason not to ask. */
async function readShort(
  model: ReadModel,
  { executionId, stageName }: Pick<WaitingApproval, 'executionId' | 'stageName'>,
  colors: Colors,
): Promise<readonly string[]> {
  try {
    return shortDossierLines(await model.dossier(executionId, stageName), colors);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    return [colors.red(`The facts are not known: ${trouble.message}. ${trouble.hint}`)];
  }
}

/**
 * What the person at a rehearsal is told before they are asked for an approval: its dossier in short, and the address of all
 * of it.
 * @param page the console, where one was started
 */
export async function approvalFacts(
  model: ReadModel,
  page: Pick<Console, 'addressOf'> | undefined,
  approval: Pick<WaitingApproval, 'executionId' | 'stageName'>,
  colors: Colors,
): Promise<readonly string[]> {
  const facts = await readShort(model, approval, colors);
  const address = page?.addressOf(`/approval/${approval.executionId}`);
  return [
    '',
    ...facts,
    ...(address === undefined
      ? []
      : [`The whole dossier, which can be answered there too:\n  ${colors.bold(address)}`]),
  ];
}
