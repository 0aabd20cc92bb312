import type { DossierView } from '../../console/model/dossier-view.ts';
import { waitingRelease } from '../../console/model/find-execution.ts';
import type { ReadModel } from '../../console/model/read-model.ts';
import { checkWaiting } from '../../console/model/steer.ts';
import { Refused } from '../../operations/refused.ts';
import { colorsFor } from '../render/colors.ts';
import { dossierLines } from '../render/dossier.ts';
import { consents } from './confirm.ts';
import { openModel, type PipelineOptions, print, printJson } from './open-model.ts';

export interface AnswerOptions extends PipelineOptions {
  readonly stage?: string;
  readonly comment?: string;
  /** Hash of the dossier that was read before, as `--json` and the console show it. */
  readonly dossier?: string;
  readonly yes?: boolean;
}

async function readDossier(model: ReadModel, id: string | undefined, stage: string | undefined): Promise<DossierView> {
  if (id !== undefined) return model.dossier((await model.execution(id)).id, stage);
  const waiting = waitingRelease(model.pipelineName, await model.pipeline(), stage);
  return model.dossier(waiting.executionId, waiting.stage);
}

/** A stale approval is told by the name of its release. @throws Refused */
function checkStanding(dossier: DossierView, read: string | undefined): void {
  const { execution, hash } = dossier;
  try {
    checkWaiting(dossier);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(
      `“${execution.title}” (${execution.id.slice(0, 8)}): ${error.message.replace(/\.$/, '')}`,
      error.hint,
    );
  }
  if (read !== undefined && read.replace(/^sha256:/, '') !== hash)
    throw new Refused(
      `The dossier that you read is ${read}, and by now it is ${hash}`,
      'Nothing was changed. Read what is new, then answer again.',
    );
}

/**
 * Shows the dossier of a release that waits and, when the person agrees, approves or rejects it: on exactly the facts that
 * were shown.
 *
 * @param id execution or its commit, or the first letters of one; absent: the one that waits
 * @returns 0 when it was answered, 1 when it was left waiting
 * @throws Refused where nothing waits, the approval is void or answered, or its facts have changed meanwhile
 */
export async function answer(approve: boolean, id: string | undefined, options: AnswerOptions): Promise<number> {
  const { comment = '', json = false } = options;
  const model = await openModel(options);
  const dossier = await readDossier(model, id, options.stage);
  const { execution, stage, hash, factHashes, targets } = dossier;
  checkStanding(dossier, options.dossier);
  if (!json) print([...dossierLines(dossier, colorsFor(process.stdout)), '']);
  const does = approve ? `Approve it, so that it goes to ${targets.join(', ')} at once?` : 'Reject it?';
  const agreed = await consents(options, does);
  const principal = agreed
    ? await model.answer(execution.id, stage, { approve, comment, hash, factHashes })
    : await model.principal();
  const answered = agreed ? (approve ? 'approved' : 'rejected') : null;
  if (json) printJson({ answered, principal, ...dossier });
  else if (agreed) print([`${approve ? 'Approved' : 'Rejected'} as ${principal}.`]);
  return agreed ? 0 : 1;
}
