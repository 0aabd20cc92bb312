import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import type { KeyValues } from '../../kernel/access.ts';
import type { Context } from '../../kernel/service.ts';
import { type ConditionKeys, conditionKeys } from '../../policy/condition.ts';
import { tagKeys, tagsByName } from '../../policy/tag-keys.ts';

/** The keys that STS itself has for assuming a role: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
export const assumeKeys = (input: AssumeRoleCommandInput): KeyValues => ({
  'sts:ExternalId': input.ExternalId,
  'sts:RoleSessionName': input.RoleSessionName,
  'sts:SourceIdentity': input.SourceIdentity,
  'sts:TransitiveTagKeys': input.TransitiveTagKeys,
});

/**
 * What conditions of a trust policy may ask about: the keys of every request, of the role, and of STS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function trustKeys(
  input: AssumeRoleCommandInput,
  context: Context,
  role: { readonly account: string; readonly tags: Readonly<Record<string, string>> },
): ConditionKeys {
  const tags = tagsByName(input.Tags);
  const { 'user-agent': userAgent, referer } = context.headers;
  return conditionKeys({
    ...context.access.keysOf(context, context.principal),
    'aws:UserAgent': userAgent,
    'aws:Referer': referer,
    'aws:ResourceAccount': role.account,
    'aws:TagKeys': Object.keys(tags),
    ...tagKeys('aws:ResourceTag', role.tags),
    ...tagKeys('aws:RequestTag', tags),
    ...assumeKeys(input),
  });
}
