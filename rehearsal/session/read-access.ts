import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  type IAMClient,
  IAMServiceException,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { z } from 'zod';
import type { RolePolicies } from '../access/ledger.ts';
import { UserError } from '../kernel/errors.ts';
import { parsePolicy, type Statement } from '../policy/document.ts';

const decisions = z.object({
  mode: z.enum(['off', 'log', 'deny']),
  decisions: z.array(
    z.object({
      principal: z.string(),
      action: z.string(),
      resource: z.string(),
      decision: z.enum(['allowed', 'denied']),
      because: z.string(),
      count: z.number(),
    }),
  ),
});

/** What an endpoint has decided since it was made. */
export type Decisions = z.infer<typeof decisions>;

/**
 * Asks an endpoint what its policies decided.
 * @throws UserError where there is no rehearsal's endpoint at this address, or it decides nothing
 */
export async function readDecisions(endpointUrl: string): Promise<Decisions> {
  const response = await fetch(new URL('/_slipway/access', endpointUrl)).catch(() => undefined);
  if (response?.ok !== true)
    throw new UserError(
      'NoEndpoint',
      `No endpoint of a rehearsal answers at ${endpointUrl}`,
      'Start one with "slipway endpoint" or "slipway rehearse --keep DIR", and set AWS_ENDPOINT_URL to its address.',
    );
  const read = decisions.parse(await response.json());
  if (read.mode === 'off')
    throw new UserError(
      'NothingDecided',
      'This endpoint evaluates no policies',
      'Start it with --enforce log or --enforce deny.',
    );
  return read;
}

/** A policy document as IAM answers it: percent-encoded. */
const statementsOf = (document = '') => parsePolicy(decodeURIComponent(document)).Statement;

/** The statements of a managed policy; undefined for one of AWS's own whose document the rehearsal does not know. */
async function readManaged(iam: IAMClient, PolicyArn: string): Promise<Statement[] | undefined> {
  try {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    const VersionId = Policy?.DefaultVersionId;
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    return statementsOf(PolicyVersion?.Document);
  } catch (error) {
    if (error instanceof IAMServiceException && error.name === 'NotImplemented') return undefined;
    throw error;
  }
}

async function readRole(iam: IAMClient, arn: string, RoleName: string): Promise<RolePolicies> {
  const inline: string[] = [];
  for await (const page of paginateListRolePolicies({ client: iam }, { RoleName }))
    inline.push(...(page.PolicyNames ?? []));
  const attached: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName }))
    attached.push(...(page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []));
  const statements: Statement[] = [];
  const unknownPolicies: string[] = [];
  for (const PolicyName of inline)
    statements.push(
      ...statementsOf((await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument),
    );
  for (const policyArn of attached) {
    const managed = await readManaged(iam, policyArn);
    if (managed === undefined) unknownPolicies.push(policyArn);
    else statements.push(...managed);
  }
  return { arn, statements, unknownPolicies };
}

/** Every role of the account with the statements of its inline and managed policies. */
export async function readRolePolicies(iam: IAMClient): Promise<RolePolicies[]> {
  const roles: RolePolicies[] = [];
  for await (const page of paginateListRoles({ client: iam }, {}))
    for (const { Arn = '', RoleName = '' } of page.Roles ?? []) roles.push(await readRole(iam, Arn, RoleName));
  return roles;
}
