import type { EnvironmentVariable } from '@aws-sdk/client-codebuild';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { projectVariables } from '../build.ts';
import type { Buildspec } from '../buildspec/schema.ts';
import { PhaseFailure } from '../errors.ts';
import type { Run } from '../run.ts';

export interface ResolvedVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Values that the log must not show. */
  readonly secrets: readonly string[];
}

/**
 * The variables of a build. What StartBuild says comes before what the project says, and that before the buildspec.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.variables
 * @throws PhaseFailure when a parameter or a secret cannot be read
 */
export async function resolveVariables(run: Run, env: Buildspec['env']): Promise<ResolvedVariables> {
  const fromBuildspec: EnvironmentVariable[] = [
    ...named(env?.variables, 'PLAINTEXT'),
    ...named(env?.['parameter-store'], 'PARAMETER_STORE'),
    ...named(env?.['secrets-manager'], 'SECRETS_MANAGER'),
  ];
  const wanted = new Map<string, EnvironmentVariable>();
  for (const variable of [...fromBuildspec, ...projectVariables(run.build())])
    wanted.set(variable.name ?? '', variable);
  const variables: Record<string, string> = {};
  const secrets: string[] = [];
  for (const { name = '', value = '', type } of wanted.values()) {
    const resolved = type === undefined || type === 'PLAINTEXT' ? value : await readSecret(run, type, value);
    variables[name] = resolved;
    if (type !== undefined && type !== 'PLAINTEXT' && resolved !== '') secrets.push(resolved);
  }
  return { variables, secrets };
}

const named = (
  record: Readonly<Record<string, string>> | undefined,
  type: EnvironmentVariable['type'],
): EnvironmentVariable[] => Object.entries(record ?? {}).map(([name, value]) => ({ name, value, type }));

function readSecret(run: Run, type: string, reference: string): Promise<string> {
  if (type === 'PARAMETER_STORE') return readParameter(run, reference);
  if (type === 'SECRETS_MANAGER') return readSecretsManager(run, reference);
  throw new PhaseFailure('CLIENT_ERROR', `${type} is no type of an environment variable`);
}

async function readParameter({ scope, keys }: Run, name: string): Promise<string> {
  const ssm = scope.clients.withKeys(SSMClient, keys, scope.region);
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter?.Value ?? '';
  } catch (error) {
    throw asPhaseFailure('Decrypted Variables Error', error, `parameter ${name}`);
  }
}

export interface SecretReference {
  readonly secretId: string;
  readonly jsonKey: string | undefined;
  readonly versionStage: string | undefined;
  readonly versionId: string | undefined;
}

/** `<secret-id>:<json-key>:<version-stage>:<version-id>`; the id may be an ARN, which has six colons of its own. */
export function parseSecretReference(reference: string): SecretReference {
  const parts = reference.split(':');
  const idParts = reference.startsWith('arn:') ? 7 : 1;
  const [jsonKey, versionStage, versionId] = parts.slice(idParts).map((part) => (part === '' ? undefined : part));
  return { secretId: parts.slice(0, idParts).join(':'), jsonKey, versionStage, versionId };
}

async function readSecretsManager({ scope, keys }: Run, reference: string): Promise<string> {
  const { secretId, jsonKey, versionStage, versionId } = parseSecretReference(reference);
  const client = scope.clients.withKeys(SecretsManagerClient, keys, scope.region);
  let text: string;
  try {
    const answer = await client.send(
      new GetSecretValueCommand({ SecretId: secretId, VersionStage: versionStage, VersionId: versionId }),
    );
    text = answer.SecretString ?? '';
  } catch (error) {
    throw asPhaseFailure('Secrets Manager Error', error, `secret ${secretId}`);
  }
  if (jsonKey === undefined) return text;
  const parsed: unknown = parseJson(text, secretId);
  const value = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, jsonKey) : undefined;
  if (value === undefined)
    throw new PhaseFailure('Secrets Manager Error', `The secret ${secretId} has no key ${jsonKey}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseJson(text: string, secretId: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new PhaseFailure('Secrets Manager Error', `The secret ${secretId} is no JSON object`);
    throw error;
  }
}

function asPhaseFailure(statusCode: string, error: unknown, what: string): unknown {
  if (!(error instanceof Error) || !('$metadata' in error)) return error;
  return new PhaseFailure(statusCode, `${error.name}: ${error.message} (${what})`);
}
