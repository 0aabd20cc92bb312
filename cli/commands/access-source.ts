import type { IAMClient } from '@aws-sdk/client-iam';
import { type Part, part, unknown } from '../../console/model/part.ts';
import type { AccessSource } from '../../console/model/read-security.ts';
import { type AccessSummary, accessSummary } from '../../policies/report/access.ts';
import { accessLedger } from '../../rehearsal/access/ledger.ts';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { readDecisions, readRolePolicies } from '../../rehearsal/session/read-access.ts';

/** The ledger takes several calls a role: so long, in milliseconds, it is not read again. */
const KEPT_MS = 15_000;

/**
 * The access ledger of a rehearsal, summed up.
 * @throws UserError where no rehearsal's endpoint is at this address, or it decides nothing
 */
export async function readAccessSummary(endpointUrl: string, iam: IAMClient): Promise<AccessSummary> {
  const { mode, decisions } = await readDecisions(endpointUrl, iam);
  return accessSummary({ mode, roles: accessLedger(await readRolePolicies(iam), decisions) });
}

/** The access ledger of a rehearsal for the console, which asks every second while its page is open. */
export function accessSource(endpointUrl: string, iam: IAMClient): AccessSource {
  let kept: { readonly sinceMs: number; readonly summary: Promise<Part<AccessSummary>> } | undefined;
  const read = async (): Promise<Part<AccessSummary>> => {
    try {
      return await part(() => readAccessSummary(endpointUrl, iam));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return unknown(error.message, error.hint);
    }
  };
  return () => {
    if (kept !== undefined && performance.now() - kept.sinceMs < KEPT_MS) return kept.summary;
    const reading = { sinceMs: performance.now(), summary: read() };
    kept = reading;
    const forget = () => {
      if (kept === reading) kept = undefined;
    };
    // What failed may be mended the next time.
    reading.summary.then((summary) => (summary.known ? undefined : forget()), forget);
    return reading.summary;
  };
}
