import { type Consent, consents } from './confirm.ts';
import { print, printJson } from './open-model.ts';

/** Something to be done when the person agrees. */
export interface Deed {
  /** What will be done, and to what. */
  readonly shown: readonly string[];
  readonly question: string;
  /** For `--json`. */
  readonly document: Readonly<Record<string, unknown>>;
  /** @returns what was done, in a sentence, and what a program wants to know of it */
  act(): Promise<{ readonly says: string; readonly document?: Readonly<Record<string, unknown>> }>;
}

/**
 * Shows what will be done and, when the person agrees, does it.
 * @returns 0 when it was done, 1 when everything was left as it is
 */
export async function carryOut(consent: Consent, { shown, question, document, act }: Deed): Promise<number> {
  if (consent.json !== true) print(shown);
  const agreed = await consents(consent, question);
  const done = agreed ? await act() : undefined;
  if (consent.json === true) printJson({ ...document, ...done?.document, done: agreed });
  else if (done !== undefined) print([done.says]);
  return agreed ? 0 : 1;
}
