import type {
  ApiKey,
  CreateApiKeyCommandInput,
  CreateApiKeyCommandOutput,
  DeleteApiKeyCommandInput,
  DeleteApiKeyCommandOutput,
  GetApiKeyCommandInput,
  GetApiKeyCommandOutput,
  GetApiKeysCommandInput,
  GetApiKeysCommandOutput,
  UpdateApiKeyCommandInput,
  UpdateApiKeyCommandOutput,
} from '@aws-sdk/client-api-gateway';
import { lowerId } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { page } from '../paging.ts';
import { applyPatch, asBoolean, type PatchRules } from '../patch.ts';
import { randomAlphanumeric } from '../random-value.ts';
import { apiKeys, type StoredApiKey, usagePlanKeys } from '../state.ts';

const GENERATED_LENGTH = 40;
const SHORTEST_VALUE = 20;

function describe(key: StoredApiKey, withValue: boolean): ApiKey {
  const { id, value, name, description, customerId, enabled, stageKeys, tags, createdMs, updatedMs } = key;
  return {
    id,
    value: withValue ? value : undefined,
    name,
    description,
    customerId,
    enabled,
    stageKeys,
    tags,
    createdDate: new Date(createdMs),
    lastUpdatedDate: new Date(updatedMs),
  };
}

function getStored(context: Context, id: string | undefined): StoredApiKey {
  const key = apiKeys(context).get(id ?? '');
  if (key === undefined) throw notFound('Invalid API Key identifier specified');
  return key;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateApiKey.html */
export function createApiKey(input: CreateApiKeyCommandInput, context: Context): Output<CreateApiKeyCommandOutput> {
  const value = input.value ?? randomAlphanumeric(GENERATED_LENGTH);
  if (value.length < SHORTEST_VALUE) throw badRequest(`API Key value should be at least ${SHORTEST_VALUE} characters`);
  if (
    apiKeys(context)
      .values()
      .some((one) => one.value === value)
  )
    throw conflict('API Key already exists');
  const key: StoredApiKey = {
    id: lowerId(10),
    value,
    name: input.name,
    description: input.description,
    customerId: input.customerId,
    enabled: input.enabled ?? false,
    stageKeys: (input.stageKeys ?? []).map(({ restApiId, stageName }) => `${restApiId}/${stageName}`),
    tags: input.tags ?? {},
    createdMs: context.clock.now(),
    updatedMs: context.clock.now(),
  };
  apiKeys(context).put(key.id, key);
  return describe(key, true);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKey.html */
export const getApiKey = (input: GetApiKeyCommandInput, context: Context): Output<GetApiKeyCommandOutput> =>
  describe(getStored(context, input.apiKey), input.includeValue === true);

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKeys.html */
export function getApiKeys(input: GetApiKeysCommandInput, context: Context): Output<GetApiKeysCommandOutput> {
  const all = apiKeys(context)
    .values()
    .filter((key) => input.nameQuery === undefined || key.name?.startsWith(input.nameQuery) === true)
    .filter((key) => input.customerId === undefined || key.customerId === input.customerId);
  const { items, position } = page(all, input);
  return { items: items.map((key) => describe(key, input.includeValues === true)), position };
}

const rules: PatchRules<StoredApiKey> = {
  '/name': (key, value) => {
    key.name = value;
  },
  '/description': (key, value) => {
    key.description = value;
  },
  '/enabled': (key, value) => {
    key.enabled = asBoolean(value);
  },
  '/customerId': (key, value) => {
    key.customerId = value;
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateApiKey.html */
export function updateApiKey(input: UpdateApiKeyCommandInput, context: Context): Output<UpdateApiKeyCommandOutput> {
  const key = applyPatch(getStored(context, input.apiKey), input.patchOperations, rules);
  key.updatedMs = context.clock.now();
  apiKeys(context).put(key.id, key);
  return describe(key, false);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteApiKey.html */
export function deleteApiKey(input: DeleteApiKeyCommandInput, context: Context): Output<DeleteApiKeyCommandOutput> {
  const { id } = getStored(context, input.apiKey);
  context.store.transaction(() => {
    for (const { key, value } of usagePlanKeys(context).entries())
      if (value.keyId === id) usagePlanKeys(context).delete(key);
    apiKeys(context).delete(id);
  });
  return {};
}
