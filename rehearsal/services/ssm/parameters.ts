import type * as sdk from '@aws-sdk/client-ssm';
import type { Context, Scope } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { parameterNotFound, versionNotFound } from './errors.ts';

export interface ParameterVersion {
  readonly version: number;
  /** Of a SecureString: KMS's ciphertext, base64. */
  readonly value: string;
  readonly type: sdk.ParameterType;
  readonly keyId?: string | undefined;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly tier: sdk.ParameterTier;
  readonly dataType: string;
  readonly modifiedMs: number;
  readonly modifiedBy: string;
  readonly labels: readonly string[];
}
export interface Parameter {
  readonly name: string;
  readonly tags: readonly sdk.Tag[];
  readonly versions: readonly ParameterVersion[];
}

export const parameters = (scope: Scope): Table<Parameter> => scope.table('ssm.parameters');
/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html */
export const parameterArn = (context: Context, name: string): string =>
  context.arn('ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`);

export function findParameter(context: Context, name: string): Parameter {
  const found = parameters(context).get(name);
  if (found === undefined) throw parameterNotFound(name);
  return found;
}
export const latest = (parameter: Parameter): ParameterVersion => {
  const version = parameter.versions.at(-1);
  if (version === undefined) throw new Error(`The parameter ${parameter.name} has no version`);
  return version;
};

/** What stands in `name`, `name:3`, `name:label` or the ARN of one of these. */
export function nameAndSelector(reference: string): readonly string[] {
  const text = reference.startsWith('arn:') ? reference.split(':').slice(5).join(':') : reference;
  return (reference.startsWith('arn:') ? text.replace(/^parameter/, '') : text).split(':');
}

/** `name`, `name:3`, `name:label` or the ARN of one of these, and what it means. */
export function select(context: Context, reference: string) {
  const [name = '', selector] = nameAndSelector(reference);
  // The ARN of a parameter without a path has a slash that its name has not.
  const known =
    reference.startsWith('arn:') && parameters(context).get(name) === undefined ? name.replace(/^\//, '') : name;
  const parameter = findParameter(context, known);
  if (selector === undefined) return { parameter, version: latest(parameter), selector: undefined };
  const version = parameter.versions.find((one) => String(one.version) === selector || one.labels.includes(selector));
  if (version === undefined) throw versionNotFound(known, selector);
  return { parameter, version, selector: `:${selector}` };
}
