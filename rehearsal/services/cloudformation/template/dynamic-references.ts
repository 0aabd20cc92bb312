import { type Evaluated, isUnknown } from './evaluate.ts';
import { isList, isObject, type Json } from './json.ts';

/** One `{{resolve:...}}`: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
export interface DynamicReference {
  /** As written, with the braces. */
  readonly text: string;
  readonly service: 'ssm' | 'ssm-secure' | 'secretsmanager';
  readonly argument: string;
}

const PATTERN = /\{\{resolve:(ssm-secure|ssm|secretsmanager):([^{}]+)\}\}/g;

/** Every dynamic reference in the texts of `value`. */
export function dynamicReferences(value: Evaluated): DynamicReference[] {
  if (typeof value === 'string')
    return [...value.matchAll(PATTERN)].flatMap(([text, service, argument = '']) =>
      service === 'ssm' || service === 'ssm-secure' || service === 'secretsmanager'
        ? [{ text, service, argument }]
        : [],
    );
  if (typeof value !== 'object' || value === null || isUnknown(value)) return [];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((inner: Evaluated) => dynamicReferences(inner));
}

/** `value` with the texts of `answers` in place of the references. */
export function withReferences(value: Evaluated, answers: ReadonlyMap<string, string>): Evaluated {
  if (typeof value === 'string') return value.replace(PATTERN, (text) => answers.get(text) ?? text);
  if (typeof value !== 'object' || value === null || isUnknown(value)) return value;
  if (Array.isArray(value)) return value.map((inner: Evaluated) => withReferences(inner, answers));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, Evaluated]) => [name, withReferences(inner, answers)]),
  );
}

/** The part of a secret that `id:SecretString:key:stage:version` asks for. */
export interface SecretReference {
  readonly secretId: string;
  readonly jsonKey?: string;
  readonly versionStage?: string;
  readonly versionId?: string;
}

export function parseSecretReference(argument: string): SecretReference {
  // A secret's ARN has colons itself.
  const [, secretId = '', rest = ''] =
    /^(arn:[^:]*:secretsmanager:[^:]*:\d+:secret:[^:]+|[^:]+)(?::SecretString)?(.*)$/.exec(argument) ?? [];
  const [, jsonKey = '', versionStage = '', versionId = ''] = rest.split(':');
  return {
    secretId,
    ...(jsonKey === '' ? {} : { jsonKey }),
    ...(versionStage === '' ? {} : { versionStage }),
    ...(versionId === '' ? {} : { versionId }),
  };
}

/** A member of a secret's JSON text. */
export function secretMember(text: string, key: string): string | undefined {
  const parsed: Json = JSON.parse(text);
  const member = isObject(parsed) ? parsed[key] : undefined;
  return member === undefined || isList(member) || isObject(member) ? undefined : String(member);
}
