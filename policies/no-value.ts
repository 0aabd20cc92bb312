/**
 * Whether a value says that there is none: CloudFormation leaves out a property, or an element of a list, that is
 * `AWS::NoValue`. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export const isNoValue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, 'Ref') === 'AWS::NoValue';

/** Properties as CloudFormation takes them: without what is `AWS::NoValue`, however deep. */
export const presentIn = (properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => !isNoValue(value))
      .map(([key, value]) => [key, key === 'Fn::If' ? branchesOf(value) : presentValue(value)]),
  );

/** A condition and what there is in its two cases, whose places tell them apart, so nothing is left out. */
const branchesOf = (branches: unknown): unknown => (Array.isArray(branches) ? branches.map(presentValue) : branches);

function presentValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isNoValue(value)) return value;
  if (Array.isArray(value)) return value.filter((part) => !isNoValue(part)).map(presentValue);
  return presentIn(Object.fromEntries(Object.entries(value)));
}
