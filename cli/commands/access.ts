import { IAMClient } from '@aws-sdk/client-iam';
import { accessLedger, unusedGrants } from '../../rehearsal/access/ledger.ts';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { readDecisions, readRolePolicies } from '../../rehearsal/session/read-access.ts';
import { accessLines } from '../render/access.ts';
import { colorsFor } from '../render/colors.ts';

export interface AccessCommandOptions {
  readonly role?: string;
  readonly failOn?: 'unused' | 'denied';
  readonly json?: boolean;
}

/**
 * What each role of a rehearsal's account may do, did, never did and was denied, since the account was made.
 * @returns 1 where `failOn` found something
 */
export async function access({ role, failOn, json = false }: AccessCommandOptions): Promise<number> {
  const endpointUrl = process.env.AWS_ENDPOINT_URL;
  if (endpointUrl === undefined)
    throw new UserError(
      'NoEndpoint',
      'AWS_ENDPOINT_URL is not set',
      'Set it to the address of a running endpoint, as "slipway rehearse" and "slipway endpoint" print it.',
    );
  const { mode, decisions } = await readDecisions(endpointUrl);
  const all = accessLedger(await readRolePolicies(new IAMClient({})), decisions);
  const roles = all.filter(({ arn }) => role === undefined || arn.includes(role));
  if (roles.length === 0)
    throw new UserError('NoRole', `No role has "${role ?? ''}" in its ARN`, `There are ${all.length} roles.`);
  if (json) process.stdout.write(`${JSON.stringify({ mode, roles }, null, 2)}\n`);
  else for (const line of accessLines(roles, colorsFor(process.stdout))) process.stdout.write(`${line}\n`);
  const found =
    failOn === 'unused'
      ? roles.some((one) => unusedGrants(one).length > 0)
      : failOn === 'denied' && roles.some(({ denied }) => denied.length > 0);
  return found ? 1 : 0;
}
