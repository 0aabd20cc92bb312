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
import type { RolePolicies } from '../access/ledger.ts';
import { type AccessRecording, askedSchema, type Decisions, decisionsSchema } from '../access/recording.ts';
import type { RoleDocuments } from '../access/single-grants.ts';
import type { PolicyText } from '../kernel/access.ts';
import { basicAuthorization } from '../kernel/basic-authorization.ts';
import { UserError } from '../kernel/errors.ts';
import { parsePolicy } from '../policy/document.ts';

/** Asks an endpoint for what it tells its owner only, with the keys of the client. */
const askAsOwner = async (path: string, endpointUrl: string, iam: IAMClient): Promise<Response> =>
  fetch(new URL(path, endpointUrl), {
    headers: { authorization: basicAuthorization(await iam.config.credentials()) },
  });

/**
 * Asks an endpoint what its policies decided.
 * @throws UserError where there is no rehearsal's endpoint at this address, it decides nothing, or somebody else owns it
 */
export async function readDecisions(endpointUrl: string, iam: IAMClient): Promise<Decisions> {
  const response = await askAsOwner('/_slipway/access', endpointUrl, iam).catch(() => undefined);
  if (response?.status === 403)
    throw new UserError(
      'NotTheOwner',
      `The endpoint at ${endpointUrl} tells what its policies decided to who runs it alone`,
      'Use the access key that "slipway rehearse" or "slipway endpoint" printed.',
    );
  const read = decisionsSchema.safeParse(
    response?.ok === true ? await response.json().catch(() => undefined) : undefined,
  );
  if (!read.success)
    throw new UserError(
      'NoEndpoint',
      `No endpoint of a rehearsal answers at ${endpointUrl}`,
      'Start one with "slipway endpoint" or "slipway rehearse --keep DIR", and set AWS_ENDPOINT_URL to its address.',
    );
  if (read.data.mode === 'off')
    throw new UserError(
      'NothingDecided',
      'This endpoint evaluates no policies',
      'Start it with --enforce log or --enforce deny.',
    );
  return read.data;
}

/** Every call of roles so far, with the policies that were in force. */
export const readAsked = async (endpointUrl: string, iam: IAMClient): Promise<AccessRecording['asked']> =>
  askedSchema.parse(await (await askAsOwner('/_slipway/access/asked', endpointUrl, iam)).json());

/** A policy document as IAM answers it: percent-encoded. */
const decoded = (document = '') => decodeURIComponent(document);

/** A managed policy; undefined for one of AWS's own whose document the rehearsal does not know. */
async function readManaged(iam: IAMClient, PolicyArn: string): Promise<PolicyText | undefined> {
  try {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    const VersionId = Policy?.DefaultVersionId;
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    return { name: PolicyArn, document: decoded(PolicyVersion?.Document) };
  } catch (error) {
    if (error instanceof IAMServiceException && error.name === 'NotImplemented') return undefined;
    throw error;
  }
}

async function readRole(iam: IAMClient, arn: string, RoleName: string): Promise<RoleDocuments> {
  const inline: string[] = [];
  for await (const page of paginateListRolePolicies({ client: iam }, { RoleName }))
    inline.push(...(page.PolicyNames ?? []));
  const attached: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName }))
    attached.push(...(page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []));
  const policies: PolicyText[] = [];
  const unknownPolicies: string[] = [];
  for (const PolicyName of inline) {
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    policies.push({ name: `${RoleName}/${PolicyName}`, document: decoded(PolicyDocument) });
  }
  for (const policyArn of attached) {
    const managed = await readManaged(iam, policyArn);
    if (managed === undefined) unknownPolicies.push(policyArn);
    else policies.push(managed);
  }
  return { arn, policies, unknownPolicies };
}

/** Every role of the account with its inline and managed policies. */
export async function readRoleDocuments(iam: IAMClient): Promise<RoleDocuments[]> {
  const roles: RoleDocuments[] = [];
  for await (const page of paginateListRoles({ client: iam }, {}))
    for (const { Arn = '', RoleName = '' } of page.Roles ?? []) roles.push(await readRole(iam, Arn, RoleName));
  return roles;
}

/** A role with the statements of its policies. */
export const rolePolicies = ({ arn, policies, unknownPolicies }: RoleDocuments): RolePolicies => ({
  arn,
  statements: policies.flatMap(({ document }) => parsePolicy(document).Statement),
  unknownPolicies,
});

/** Every role of the account with the statements of its inline and managed policies. */
export const readRolePolicies = async (iam: IAMClient): Promise<RolePolicies[]> =>
  (await readRoleDocuments(iam)).map(rolePolicies);
