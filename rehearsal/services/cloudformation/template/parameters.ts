import { validation } from '../errors.ts';
import type { StoredParameter } from '../model.ts';
import type { Json } from './json.ts';
import type { Template, TemplateParameter } from './template.ts';

/* https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */

export interface GivenParameter {
  readonly ParameterKey?: string | undefined;
  readonly ParameterValue?: string | undefined;
  readonly UsePreviousValue?: boolean | undefined;
}

const STORE_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const LIST = /^List<.+>$/;

/** A parameter whose value is the name of an entry of SSM's parameter store. */
export const readsParameterStore = (type: string) => STORE_VALUE.test(type);
const isListType = (type: string) =>
  type === 'CommaDelimitedList' ||
  LIST.test(STORE_VALUE.exec(type)?.[1] ?? type) ||
  STORE_VALUE.exec(type)?.[1] === 'CommaDelimitedList';

/**
 * The value that each parameter of a template has, without those of the parameter store.
 * @param previous values of the stack as it is, for UsePreviousValue
 * @throws ServiceError ValidationError that names a parameter which is missing, unknown or against its constraints
 */
export function chooseParameters(
  template: Template,
  given: readonly GivenParameter[],
  previous: readonly StoredParameter[],
): StoredParameter[] {
  const declared = template.Parameters ?? {};
  const unknown = given.flatMap(({ ParameterKey: key = '' }) => (declared[key] === undefined ? [key] : []));
  if (unknown.length > 0) throw validation(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const missing: string[] = [];
  const chosen = Object.entries(declared).flatMap(([key, declaration]): StoredParameter[] => {
    const value = chooseValue(
      key,
      declaration,
      given.find((one) => one.ParameterKey === key),
      previous,
    );
    if (value === undefined) {
      missing.push(key);
      return [];
    }
    checkValue(key, value, declaration);
    return [{ key, value, noEcho: declaration.NoEcho === true }];
  });
  if (missing.length > 0) throw validation(`Parameters: [${missing.join(', ')}] must have values`);
  return chosen;
}

function chooseValue(
  key: string,
  declaration: TemplateParameter,
  given: GivenParameter | undefined,
  previous: readonly StoredParameter[],
): string | undefined {
  if (given?.UsePreviousValue !== true) return given?.ParameterValue ?? declaration.Default;
  const known = previous.find((one) => one.key === key);
  if (known === undefined)
    throw validation(
      `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
    );
  return known.value;
}

function checkValue(key: string, value: string, declaration: TemplateParameter): void {
  const refuse = (why: string): never => {
    throw validation(
      declaration.ConstraintDescription === undefined
        ? `Parameter '${key}' ${why}`
        : `Parameter ${key} failed to satisfy constraint: ${declaration.ConstraintDescription}`,
    );
  };
  const { Type: type, AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declaration;
  const values = isListType(type) && !readsParameterStore(type) ? splitList(value) : [value];
  for (const one of values) {
    if ((type === 'Number' || type === 'List<Number>') && (one.trim() === '' || Number.isNaN(Number(one))))
      refuse('must be a number.');
    if (AllowedValues !== undefined && !AllowedValues.includes(one)) refuse('must be one of AllowedValues');
    if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(one))
      refuse(`must match pattern ${AllowedPattern}`);
    if (MinLength !== undefined && one.length < MinLength) refuse(`must contain at least ${MinLength} characters`);
    if (MaxLength !== undefined && one.length > MaxLength) refuse(`must contain at most ${MaxLength} characters`);
    if (MinValue !== undefined && Number(one) < MinValue) refuse(`must be a number not less than ${MinValue}`);
    if (MaxValue !== undefined && Number(one) > MaxValue) refuse(`must be a number not greater than ${MaxValue}`);
  }
}

const splitList = (value: string) => (value === '' ? [] : value.split(',').map((item) => item.trim()));

/** What `Ref` of a parameter answers. */
export function parameterValue(declaration: TemplateParameter, stored: StoredParameter): Json {
  const text = stored.resolved ?? stored.value;
  return isListType(declaration.Type) ? splitList(text) : text;
}
