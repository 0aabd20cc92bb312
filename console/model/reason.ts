import { Refused } from '../../operations/refused.ts';

const REASON_MIN = 10;

/** @throws Refused where the reason says nothing */
export function checkReason(reason: string): string {
  if (reason.trim().length < REASON_MIN)
    throw new Refused(
      `The reason is “${reason}”`,
      `Say it in at least ${REASON_MIN} letters: it goes into the audit log, and others read it.`,
    );
  return reason.trim();
}
