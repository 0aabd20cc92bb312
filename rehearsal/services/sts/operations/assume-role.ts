import { GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { AssumeRoleCommandInput, AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { allowsByItself } from '../../../policy/allows-by-itself.ts';
import { checkPolicy } from '../../../policy/check.ts';
import { compilePolicy } from '../../../policy/compile.ts';
import { refusing } from '../../../policy/document.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { notAuthorized, validation } from '../errors.ts';
import { actionsOf, attributesOf, changesSourceIdentity } from '../session-attributes.ts';
import { trustKeys } from '../trust.ts';

const DEFAULT_SECONDS = 3_600;
const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 43_200;
/** A service renews the session that it works with before it ends; here it is given one that outlives its longest wait. */
const SERVICE_SESSION_SECONDS = LONGEST_SECONDS;
/** What a role that was assumed from a role may last: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html */
const LONGEST_CHAINED_SECONDS = 3_600;

/**
 * Temporary credentials of a role whose trust policy lets the caller assume it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * @throws ServiceError AccessDenied, the same for a role that does not exist
 */
export async function assumeRole(
  input: AssumeRoleCommandInput,
  context: Context,
): Promise<Output<AssumeRoleCommandOutput>> {
  const { principal: caller } = context;
  const roleArn = input.RoleArn ?? '';
  const sessionName = input.RoleSessionName ?? '';
  const [, account, path] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  if (account === undefined || path === undefined) throw validation(`${roleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName))
    throw validation(
      `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  const seconds = input.DurationSeconds ?? DEFAULT_SECONDS;
  if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS)
    throw validation(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between ${SHORTEST_SECONDS} and ${LONGEST_SECONDS}`,
    );

  const role = await findRole(context, account, path.slice(path.lastIndexOf('/') + 1));
  if (role === undefined || role.arn !== roleArn) throw notAuthorized(caller, 'sts:AssumeRole', roleArn);
  const trust = compilePolicy(roleArn, role.trust);
  const keys = trustKeys(input, context, { account, tags: role.tags });
  for (const action of actionsOf(input, caller))
    if (!allowsByItself(trust, action, caller, keys)) throw notAuthorized(caller, action, roleArn);
  if (changesSourceIdentity(input, caller)) throw notAuthorized(caller, 'sts:SetSourceIdentity', roleArn);
  const attributes = attributesOf(input, caller);
  if (caller.kind === 'assumedRole' && seconds > LONGEST_CHAINED_SECONDS)
    throw validation(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  if (seconds > role.maxSessionSeconds)
    throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  if (input.Policy !== undefined) acceptSessionPolicy(input.Policy);

  const session: Principal = {
    kind: 'assumedRole',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
    id: `${role.id}:${sessionName}`,
    roleArn,
    issuedMs: context.clock.now(),
    ...(caller.kind === 'service' && caller.service !== undefined ? { service: caller.service } : {}),
    ...(input.Policy === undefined ? {} : { sessionPolicies: [input.Policy] }),
    ...(input.PolicyArns === undefined
      ? {}
      : { sessionPolicyArns: input.PolicyArns.flatMap(({ arn }) => (arn === undefined ? [] : [arn])) }),
    ...attributes,
  };
  const lifetime = caller.kind === 'service' && input.DurationSeconds === undefined ? SERVICE_SESSION_SECONDS : seconds;
  const issued = context.principals.issueSession(session, lifetime);
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken ?? '',
      Expiration: new Date(issued.expiresMs ?? context.clock.now() + lifetime * 1000),
    },
    AssumedRoleUser: { AssumedRoleId: session.id, Arn: session.arn },
    ...(input.Policy === undefined ? {} : { PackedPolicySize: Math.ceil((input.Policy.length / 2048) * 100) }),
    ...(attributes.sourceIdentity === undefined ? {} : { SourceIdentity: attributes.sourceIdentity }),
  };
}

interface FoundRole {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly trust: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSessionSeconds: number;
}

async function findRole(context: Context, account: string, name: string): Promise<FoundRole | undefined> {
  if (account !== context.account) return undefined; // one rehearsal holds one account
  const iam = context.clients.asService(IAMClient, 'sts.amazonaws.com', 'us-east-1');
  try {
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: name }));
    return {
      arn: role?.Arn ?? '',
      id: role?.RoleId ?? '',
      name,
      trust: decodeURIComponent(role?.AssumeRolePolicyDocument ?? ''),
      tags: tagsByName(role?.Tags),
      maxSessionSeconds: role?.MaxSessionDuration ?? DEFAULT_SECONDS,
    };
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

function acceptSessionPolicy(document: string): void {
  refusing(
    (why) => new ServiceError('MalformedPolicyDocumentException', why),
    () => checkPolicy(document, 'identity'),
  );
}
