import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { assumeRole } from '../../kernel/assume-role.ts';
import type { Keys } from '../../kernel/clients.ts';
import type { Scope } from '../../kernel/service.ts';

const SERVICE = 'codepipeline.amazonaws.com';
const RENEWED_BEFORE_EXPIRY_MS = 10 * 60_000;
const chained = new WeakMap<object, Map<string, { keys: Keys; expiresMs: number }>>();

/**
 * Credentials of an action: those of the pipeline's role, which CodePipeline assumes; where the action has a role of its
 * own, those of that one, which the pipeline's role assumes in turn.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
 * @throws the SDK's `AccessDenied` when a trust policy does not allow it
 */
export async function actionKeys(
  scope: Scope,
  pipeline: { readonly arn: string; readonly roleArn: string },
  roleArn: string | undefined,
  sessionName: string,
): Promise<Keys> {
  const keys = await assumeRole(scope, {
    roleArn: pipeline.roleArn,
    sessionName,
    service: SERVICE,
    sourceArn: pipeline.arn,
  });
  return roleArn === undefined || roleArn === pipeline.roleArn ? keys : assumeNext(scope, keys, roleArn, sessionName);
}

async function assumeNext(scope: Scope, keys: Keys, roleArn: string, sessionName: string): Promise<Keys> {
  const known = chained.get(scope.principals) ?? new Map<string, { keys: Keys; expiresMs: number }>();
  chained.set(scope.principals, known);
  const name = `${keys.accessKeyId} ${roleArn} ${sessionName}`;
  const session = known.get(name);
  if (session !== undefined && session.expiresMs - RENEWED_BEFORE_EXPIRY_MS > scope.clock.now()) return session.keys;
  const sts = scope.clients.withKeys(STSClient, keys, scope.region);
  const { Credentials: answer } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName }),
  );
  if (answer?.AccessKeyId === undefined || answer.SecretAccessKey === undefined)
    throw new Error(`sts:AssumeRole of ${roleArn} answered no credentials`);
  const next: Keys = {
    accessKeyId: answer.AccessKeyId,
    secretAccessKey: answer.SecretAccessKey,
    ...(answer.SessionToken === undefined ? {} : { sessionToken: answer.SessionToken }),
  };
  known.set(name, { keys: next, expiresMs: answer.Expiration?.getTime() ?? scope.clock.now() });
  return next;
}
