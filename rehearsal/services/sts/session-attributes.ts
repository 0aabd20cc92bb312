import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { ServiceError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import { tagsByName } from '../../policy/tag-keys.ts';

/*
 * What a session carries besides the role's rights: tags and a source identity. Some of it persists when a session assumes
 * another role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */

export type SessionAttributes = Pick<Principal, 'sessionTags' | 'transitiveTagKeys' | 'sourceIdentity'>;

const same = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();

/** The tags of the caller's own session that are meant for every session that follows from it. */
function inheritedTags({ sessionTags = {}, transitiveTagKeys = [] }: Principal): Record<string, string> {
  return Object.fromEntries(Object.entries(sessionTags).filter(([name]) => transitiveTagKeys.some(same(name))));
}

/** What the caller and the role's trust policy must both allow, in the order in which it is asked. */
export function actionsOf(input: AssumeRoleCommandInput, caller: Principal): string[] {
  const tagged = Object.keys({ ...inheritedTags(caller), ...tagsByName(input.Tags) }).length > 0;
  const identified = (input.SourceIdentity ?? caller.sourceIdentity) !== undefined;
  return ['sts:AssumeRole', ...(tagged ? ['sts:TagSession'] : []), ...(identified ? ['sts:SetSourceIdentity'] : [])];
}

/**
 * What the new session carries: what the caller's own passes on, and what the request adds.
 * @throws ServiceError InvalidParameterValue for transitive tags that are set anew, or not at all
 */
export function attributesOf(input: AssumeRoleCommandInput, caller: Principal): SessionAttributes {
  const inherited = inheritedTags(caller);
  const requested = tagsByName(input.Tags);
  const transitive = input.TransitiveTagKeys ?? [];
  if (Object.keys(requested).some((name) => Object.keys(inherited).some(same(name))))
    throw invalidParameter(
      'One of the specified tag keys conflicts with a transitive tag key from the calling session.',
    );
  if (!transitive.every((name) => Object.keys(requested).some(same(name))))
    throw invalidParameter('The specified transitive tag key must be included in the requested tags.');
  const sessionTags = { ...inherited, ...requested };
  const transitiveTagKeys = [...Object.keys(inherited), ...transitive];
  const sourceIdentity = caller.sourceIdentity ?? input.SourceIdentity;
  return {
    ...(Object.keys(sessionTags).length === 0 ? {} : { sessionTags }),
    ...(transitiveTagKeys.length === 0 ? {} : { transitiveTagKeys }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

/** Whether a request names another source identity than the one that its caller has for good. */
export const changesSourceIdentity = (input: AssumeRoleCommandInput, caller: Principal): boolean =>
  input.SourceIdentity !== undefined &&
  caller.sourceIdentity !== undefined &&
  input.SourceIdentity !== caller.sourceIdentity;

const invalidParameter = (message: string) => new ServiceError('InvalidParameterValue', message, 400);
