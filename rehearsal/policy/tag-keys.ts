/** Every tag as a condition key of its own, such as `aws:PrincipalTag/team`. */
export const tagKeys = (
  prefix: 'aws:PrincipalTag' | 'aws:RequestTag' | 'aws:ResourceTag',
  tags: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${prefix}/${name}`, value]));
