import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Keys } from './clients.ts';
import type { Scope } from './service.ts';

/** Longer than a hook of CodeDeploy may take: what waits with a session does not outlive it. */
const RENEWED_BEFORE_EXPIRY_MS = 3 * 60 * 60_000;
const sessions = new WeakMap<object, Map<string, { keys: Keys; expiresMs: number }>>();

export interface AssumeRoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  /** The service that acts, such as `codebuild.amazonaws.com`. */
  readonly service: string;
  /** The resource on whose behalf: the trust policy's `aws:SourceArn`. */
  readonly sourceArn?: string;
}

/**
 * Temporary keys of a role that an AWS service assumes, through `sts:AssumeRole` and so under the role's trust policy;
 * the same keys until shortly before they expire.
 * @throws the SDK's `AccessDenied` when the trust policy does not allow it
 */
export async function assumeRole(scope: Scope, request: AssumeRoleRequest): Promise<Keys> {
  const known = sessions.get(scope.principals) ?? new Map<string, { keys: Keys; expiresMs: number }>();
  sessions.set(scope.principals, known);
  const name = [request.roleArn, request.sessionName, request.service, request.sourceArn ?? ''].join(' ');
  const session = known.get(name);
  if (session !== undefined && session.expiresMs - RENEWED_BEFORE_EXPIRY_MS > scope.clock.now()) return session.keys;
  const sts = scope.clients.asService(STSClient, request.service, scope.region, request.sourceArn);
  const { Credentials: answer } = await sts.send(
    new AssumeRoleCommand({ RoleArn: request.roleArn, RoleSessionName: request.sessionName.slice(0, 64) }),
  );
  if (answer?.AccessKeyId === undefined || answer.SecretAccessKey === undefined)
    throw new Error(`sts:AssumeRole of ${request.roleArn} answered no credentials`);
  const keys: Keys = {
    accessKeyId: answer.AccessKeyId,
    secretAccessKey: answer.SecretAccessKey,
    ...(answer.SessionToken === undefined ? {} : { sessionToken: answer.SessionToken }),
  };
  known.set(name, { keys, expiresMs: answer.Expiration?.getTime() ?? scope.clock.now() });
  return keys;
}
