import { IAMClient, ListRoleTagsCommand, ListUserTagsCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { Principal } from '../../kernel/principal.ts';
import type { Context } from '../../kernel/service.ts';

/**
 * What `aws:PrincipalTag` says of a caller: the tags of the user or role, and over them those of the session. A service has none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltag
 */
export async function callerTags(context: Context, caller: Principal): Promise<Readonly<Record<string, string>>> {
  if (caller.kind === 'service') return {};
  const arn = caller.roleArn ?? caller.arn;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const iam = context.clients.asService(IAMClient, 'sts.amazonaws.com', 'us-east-1');
  const own = await (caller.kind === 'user'
    ? iam.send(new ListUserTagsCommand({ UserName: name }))
    : iam.send(new ListRoleTagsCommand({ RoleName: name }))
  ).catch((error: unknown) => {
    // The root user, and who was deleted meanwhile.
    if (error instanceof NoSuchEntityException) return { Tags: [] };
    throw error;
  });
  const tags = (own.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]);
  return { ...Object.fromEntries(tags), ...caller.sessionTags };
}
