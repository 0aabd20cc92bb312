import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParametersCommand, SSMClient, SSMServiceException } from '@aws-sdk/client-ssm';
import { templateError, validation } from './errors.ts';
import type { ClientMaker } from './execute/credentials.ts';
import type { StoredParameter } from './model.ts';
import {
  type DynamicReference,
  dynamicReferences,
  parseSecretReference,
  secretMember,
  withReferences,
} from './template/dynamic-references.ts';
import type { Evaluated } from './template/evaluate.ts';
import { readsParameterStore } from './template/parameters.ts';
import type { Template } from './template/template.ts';

/** Reads what a template takes from the parameter store, with the credentials that CloudFormation acts with. */
export async function resolveStoreParameters(
  template: Template,
  parameters: readonly StoredParameter[],
  client: ClientMaker,
): Promise<StoredParameter[]> {
  const missing: string[] = [];
  const resolved = await Promise.all(
    parameters.map(async (parameter): Promise<StoredParameter> => {
      if (!readsParameterStore(template.Parameters?.[parameter.key]?.Type ?? '')) return parameter;
      const value = await storeEntry(client, parameter.value, false);
      if (value === undefined) missing.push(parameter.value);
      return { ...parameter, resolved: value ?? '' };
    }),
  );
  if (missing.length > 0)
    throw validation(`Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`);
  return resolved;
}

/** @throws ServiceError in the words of the parameter store where the credentials may not read the entry */
async function storeEntry(client: ClientMaker, name: string, decrypted: boolean): Promise<string | undefined> {
  try {
    const get = new GetParametersCommand({ Names: [name], WithDecryption: decrypted });
    return (await client(SSMClient).send(get)).Parameters?.[0]?.Value;
  } catch (error) {
    if (error instanceof SSMServiceException && error.name === 'AccessDeniedException') throw validation(error.message);
    throw error;
  }
}

/** Puts the values of `{{resolve:ssm:...}}` in: these are read when an operation is planned. */
export function resolvePlain(value: Evaluated, client: ClientMaker): Promise<Evaluated> {
  return resolve(value, client, (reference) => reference.service === 'ssm');
}

/** Puts the values of secrets in, just before a resource is made: they are never stored with the stack. */
export function resolveSecrets(value: Evaluated, client: ClientMaker): Promise<Evaluated> {
  return resolve(value, client, (reference) => reference.service !== 'ssm');
}

async function resolve(
  value: Evaluated,
  client: ClientMaker,
  wanted: (reference: DynamicReference) => boolean,
): Promise<Evaluated> {
  const references = dynamicReferences(value).filter(wanted);
  if (references.length === 0) return value;
  const answers = new Map<string, string>();
  for (const reference of references)
    if (!answers.has(reference.text)) answers.set(reference.text, await fetchReference(reference, client));
  return withReferences(value, answers);
}

async function fetchReference({ service, argument }: DynamicReference, client: ClientMaker): Promise<string> {
  if (service !== 'secretsmanager') {
    const entry = await storeEntry(client, argument, service === 'ssm-secure');
    if (entry === undefined) throw validation(`Parameters: [${service}:${argument}] cannot be found.`);
    return entry;
  }
  const { secretId, jsonKey, versionStage, versionId } = parseSecretReference(argument);
  const secret = await client(SecretsManagerClient).send(
    new GetSecretValueCommand({ SecretId: secretId, VersionStage: versionStage, VersionId: versionId }),
  );
  const text = secret.SecretString ?? '';
  if (jsonKey === undefined) return text;
  const member = secretMember(text, jsonKey);
  if (member === undefined)
    throw templateError(`Could not find a value associated with JSONKey ${jsonKey} in SecretString`);
  return member;
}
