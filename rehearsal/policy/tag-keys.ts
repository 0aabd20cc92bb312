type Tags = Readonly<Record<string, string>>;

/** Keys that name tags: IAM's own, and those that a service has of its own for the same. */
type TagKey =
  | `aws:${'PrincipalTag' | 'RequestTag' | 'ResourceTag'}`
  | `${'ecr' | 'iam' | 'secretsmanager'}:ResourceTag`
  | 'ssm:resourceTag'
  | `s3:${'ExistingObjectTag' | 'RequestObjectTag'}`;

/** Every tag as a condition key of its own, such as `aws:PrincipalTag/team`. */
export const tagKeys = (prefix: TagKey, tags: Tags): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${prefix}/${name}`, value]));

/**
 * The tags of a resource as condition keys; a resource that is not there has none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html#access_tags_control-resources
 * @param own what the service calls them too
 */
export const resourceTags = (tags: Tags | undefined, ...own: readonly TagKey[]): Record<string, string> =>
  Object.assign({}, ...(['aws:ResourceTag', ...own] as const).map((prefix) => tagKeys(prefix, tags ?? {})));

/** Tags as most services list them, by name. */
export const tagsByName = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Record<string, string> => Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
