import type { ApplicationLogLevel, Runtime, SystemLogLevel } from '@aws-sdk/client-lambda';
import type { Kernel, Scope } from '../../kernel/service.ts';
import type { LogFormat } from '../../runtimes/lambda/platform-log.ts';
import { aliasNotFound, functionNotFound } from './errors.ts';
import { type FunctionReference, functionArn, isVersion } from './names.ts';

/** What a version is made of; a published one never changes. */
export interface VersionSettings {
  readonly description: string;
  readonly runtime: Runtime;
  readonly handler: string;
  readonly role: string;
  readonly timeoutSeconds: number;
  readonly memorySizeMb: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly architecture: 'x86_64' | 'arm64';
  readonly ephemeralStorageMb: number;
  readonly kmsKeyArn?: string;
  readonly tracing: 'Active' | 'PassThrough';
  readonly logFormat: LogFormat;
  readonly logGroup?: string;
  readonly applicationLogLevel?: ApplicationLogLevel;
  readonly systemLogLevel?: SystemLogLevel;
  readonly deadLetterTargetArn?: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

export interface CodeReference {
  /** Of the zip file: base64, as CodeSha256. */
  readonly codeSha256: string;
  readonly codeSizeBytes: number;
}

export interface Version extends VersionSettings, CodeReference {
  readonly functionName: string;
  /** A number, or `$LATEST`. */
  readonly version: string;
  readonly lastModifiedMs: number;
  readonly revisionId: string;
}

export interface LambdaFunction {
  readonly name: string;
  readonly nextVersion: number;
  readonly reservedConcurrency?: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Alias {
  readonly functionName: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** At most one further version and the share of requests that it gets, from 0 to 1. */
  readonly additional?: { readonly version: string; readonly weight: number };
  readonly revisionId: string;
}

export const functions = (scope: Scope) => scope.table<LambdaFunction>('lambda.functions');
/** By `<function>:<version>`. */
export const versions = (scope: Scope) => scope.table<Version>('lambda.versions');
/** By `<function>:<alias>`. */
export const aliases = (scope: Scope) => scope.table<Alias>('lambda.aliases');

/** Every account region that has ever been spoken to. */
export const scopes = (kernel: Kernel): Scope[] => kernel.regions().map((region) => kernel.scope(region));

/** @throws ServiceError when there is none */
export function getFunction(scope: Scope, name: string): LambdaFunction {
  const found = functions(scope).get(name);
  if (found === undefined) throw functionNotFound(functionArn(scope, name));
  return found;
}

/** @throws ServiceError when there is none */
export function getVersion(scope: Scope, name: string, version = '$LATEST'): Version {
  const found = versions(scope).get(`${name}:${version}`);
  if (found === undefined)
    throw functionNotFound(functionArn(scope, name, version === '$LATEST' ? undefined : version));
  return found;
}

/** @throws ServiceError when there is none */
export function getAlias(scope: Scope, name: string, alias: string): Alias {
  const found = aliases(scope).get(`${name}:${alias}`);
  if (found === undefined) throw aliasNotFound(functionArn(scope, name, alias));
  return found;
}

/**
 * The version that a reference means; an alias means its main version.
 * @throws ServiceError when there is no such function, version or alias
 */
export function resolveVersion(scope: Scope, { name, qualifier }: FunctionReference): Version {
  if (qualifier === undefined || isVersion(qualifier)) return getVersion(scope, name, qualifier);
  const alias = aliases(scope).get(`${name}:${qualifier}`);
  if (alias === undefined) throw functionNotFound(functionArn(scope, name, qualifier));
  return getVersion(scope, name, alias.version);
}
