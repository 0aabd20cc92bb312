import { IAMClient } from '@aws-sdk/client-iam';
import { plainly } from '../../console/model/plain.ts';
import { ENDPOINT_HINT, wrongEndpoint } from '../../operations/transport.ts';
import { type HeldGrant, judgeIdleGrants, readGrantEntries } from '../../rehearsal/access/grant-entries.ts';
import { accessLedger, type Grant, isUnused, type RoleAccess } from '../../rehearsal/access/ledger.ts';
import { type Decisions, readRecording } from '../../rehearsal/access/recording.ts';
import type { RoleDocuments } from '../../rehearsal/access/single-grants.ts';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { readDecisions, readRoleDocuments, rolePolicies } from '../../rehearsal/session/read-access.ts';
import { accessLines } from '../render/access.ts';
import { colorsFor } from '../render/colors.ts';
import { judgedLines } from '../render/grants.ts';

export interface AccessCommandOptions {
  readonly role?: string;
  readonly failOn?: 'unused' | 'denied';
  /** A recording, in place of a running endpoint. */
  readonly from?: string;
  readonly entries: readonly string[];
  readonly json?: boolean;
}

interface Source extends Decisions {
  readonly roles: readonly RoleDocuments[];
  /** Names of the scenarios that were run; undefined where nobody wrote them down. */
  readonly ran?: readonly string[] | undefined;
}

async function readSource(from: string | undefined): Promise<Source> {
  if (from !== undefined) {
    const recording = readRecording(from);
    return { ...recording, ran: recording.scenarios.map(({ name }) => name) };
  }
  const endpointUrl = process.env.AWS_ENDPOINT_URL;
  if (endpointUrl === undefined)
    throw new UserError(
      'NoEndpoint',
      'AWS_ENDPOINT_URL is not set',
      'Set it to the address of a running endpoint, as "slipway rehearse" and "slipway endpoint" print it, or give --from FILE.',
    );
  const wrong = wrongEndpoint();
  if (wrong !== undefined) throw new UserError('NoEndpoint', wrong, ENDPOINT_HINT);
  const iam = new IAMClient({});
  return { ...(await readDecisions(endpointUrl, iam)), roles: await readRoleDocuments(iam) };
}

const heldBy = (roles: readonly RoleAccess[], which: (grant: Grant) => boolean): HeldGrant[] =>
  roles.flatMap(({ arn, grants }) =>
    grants.filter(which).map(({ action, resource }) => ({ role: arn, action, resource })),
  );

/**
 * What each role of a rehearsal's account may do, did, never did and was denied, since the account was made.
 * @returns 1 where `failOn` found something
 */
export async function access({ role, failOn, from, entries, json = false }: AccessCommandOptions): Promise<number> {
  if (entries.length > 0 && failOn !== 'unused')
    throw new UserError('EntriesAlone', '--entries explains unused grants', 'Add --fail-on unused.');
  const { mode, decisions, roles: documents, ran } = await readSource(from);
  const all = accessLedger(documents.map(rolePolicies), decisions);
  const roles = all.filter(({ arn }) => role === undefined || arn.includes(role));
  if (roles.length === 0)
    throw new UserError('NoRole', `No role has "${role ?? ''}" in its ARN`, `There are ${all.length} roles.`);
  if (json) process.stdout.write(`${JSON.stringify({ mode, roles }, null, 2)}\n`);
  else if (entries.length === 0)
    for (const line of accessLines(plainly(roles), colorsFor(process.stdout))) process.stdout.write(`${line}\n`);
  if (failOn === 'denied') return roles.some(({ denied }) => denied.length > 0) ? 1 : 0;
  if (failOn !== 'unused') return 0;
  const idle = heldBy(roles, isUnused);
  const busy = heldBy(roles, (grant) => !isUnused(grant));
  const judged = judgeIdleGrants(idle, busy, entries.flatMap(readGrantEntries), ran);
  if (entries.length > 0) {
    const stream = json ? process.stderr : process.stdout;
    for (const line of judgedLines('never used', idle.length, judged, colorsFor(stream))) stream.write(`${line}\n`);
  }
  return judged.unexplained.length + judged.pointless.length > 0 ? 1 : 0;
}
