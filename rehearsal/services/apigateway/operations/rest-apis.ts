import type {
  CreateRestApiCommandInput,
  CreateRestApiCommandOutput,
  DeleteRestApiCommandInput,
  DeleteRestApiCommandOutput,
  EndpointType,
  GetRestApiCommandInput,
  GetRestApiCommandOutput,
  GetRestApisCommandInput,
  GetRestApisCommandOutput,
  UpdateRestApiCommandInput,
  UpdateRestApiCommandOutput,
} from '@aws-sdk/client-api-gateway';
import { lowerId } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { badRequest, notSupported, refuse } from '../errors.ts';
import { page } from '../paging.ts';
import { applyPatch, asBoolean, type PatchRules, withItem } from '../patch.ts';
import { changeApi, deployments, getApi, restApis, type StoredApi, stages, usagePlans } from '../state.ts';

const describe = (api: StoredApi): Output<GetRestApiCommandOutput> => ({
  id: api.id,
  name: api.name,
  description: api.description,
  version: api.version,
  createdDate: new Date(api.createdMs),
  apiKeySource: api.definition.apiKeySource,
  binaryMediaTypes: api.definition.binaryMediaTypes.length === 0 ? undefined : api.definition.binaryMediaTypes,
  endpointConfiguration: api.endpointConfiguration,
  disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
  rootResourceId: api.rootResourceId,
  tags: api.tags,
});

const isEndpointType = (text: string): text is EndpointType => ['REGIONAL', 'EDGE', 'PRIVATE'].includes(text);
const headerOnly = (operation: string, source: string | undefined): 'HEADER' => {
  if (source !== undefined && source !== 'HEADER') throw notSupported(operation, `apiKeySource ${source}`);
  return 'HEADER';
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html */
export function createRestApi(input: CreateRestApiCommandInput, context: Context): Output<CreateRestApiCommandOutput> {
  const { cloneFrom, minimumCompressionSize, policy, securityPolicy, endpointAccessMode } = input;
  refuse('CreateRestApi', { cloneFrom, minimumCompressionSize, policy, securityPolicy, endpointAccessMode });
  if ((input.name ?? '') === '') throw badRequest('Invalid API name specified');
  const rootResourceId = lowerId(10);
  const api: StoredApi = {
    id: lowerId(10),
    name: input.name ?? '',
    description: input.description,
    version: input.version,
    createdMs: context.clock.now(),
    rootResourceId,
    endpointConfiguration: input.endpointConfiguration ?? { types: ['EDGE'] },
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    tags: input.tags ?? {},
    definition: {
      resources: { [rootResourceId]: { id: rootResourceId, path: '/', methods: {} } },
      models: defaultModels(),
      validators: {},
      gatewayResponses: {},
      binaryMediaTypes: input.binaryMediaTypes ?? [],
      apiKeySource: headerOnly('CreateRestApi', input.apiKeySource),
    },
  };
  restApis(context).put(api.id, api);
  return describe(api);
}

/** The two models that every API begins with. */
function defaultModels(): StoredApi['definition']['models'] {
  const schema = (title: string) =>
    JSON.stringify({ $schema: 'http://json-schema.org/draft-04/schema#', title, type: 'object' }, null, 2);
  const model = (name: string, description: string, text: string) => ({
    [name]: { id: lowerId(6), name, description, contentType: 'application/json', schema: text },
  });
  return {
    ...model('Empty', 'This is a default empty schema model', schema('Empty Schema')),
    ...model(
      'Error',
      'This is a default error schema model',
      JSON.stringify({
        $schema: 'http://json-schema.org/draft-04/schema#',
        title: 'Error Schema',
        type: 'object',
        properties: { message: { type: 'string' } },
      }),
    ),
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApi.html */
export const getRestApi = (input: GetRestApiCommandInput, context: Context): Output<GetRestApiCommandOutput> =>
  describe(getApi(context, input.restApiId));

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApis.html */
export function getRestApis(input: GetRestApisCommandInput, context: Context): Output<GetRestApisCommandOutput> {
  const { items, position } = page(restApis(context).values(), input);
  return { items: items.map(describe), position };
}

const rules: PatchRules<StoredApi> = {
  '/name': (api, value) => {
    if (value === undefined || value === '') throw badRequest('Invalid API name specified');
    api.name = value;
  },
  '/description': (api, value) => {
    api.description = value;
  },
  '/version': (api, value) => {
    api.version = value;
  },
  '/binaryMediaTypes/*': (api, value, [type = '']) => {
    api.definition.binaryMediaTypes = withItem(api.definition.binaryMediaTypes, type, value !== undefined);
  },
  '/apiKeySource': (api, value) => {
    api.definition.apiKeySource = headerOnly('UpdateRestApi', value);
  },
  '/disableExecuteApiEndpoint': (api, value) => {
    api.disableExecuteApiEndpoint = asBoolean(value);
  },
  '/endpointConfiguration/types/*': (api, value) => {
    const type = value ?? 'EDGE';
    if (!isEndpointType(type)) throw badRequest(`Invalid endpoint type '${type}' specified`);
    api.endpointConfiguration = { ...api.endpointConfiguration, types: [type] };
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateRestApi.html */
export const updateRestApi = (input: UpdateRestApiCommandInput, context: Context): Output<UpdateRestApiCommandOutput> =>
  changeApi(context, input.restApiId, (api) => describe(applyPatch(api, input.patchOperations, rules)));

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRestApi.html */
export function deleteRestApi(input: DeleteRestApiCommandInput, context: Context): Output<DeleteRestApiCommandOutput> {
  const { id } = getApi(context, input.restApiId);
  const planned = usagePlans(context)
    .values()
    .find((plan) => plan.apiStages.some((one) => one.apiId === id));
  if (planned !== undefined)
    throw badRequest(
      `Cannot delete rest-api '${id}' as it has stages in usage plan '${planned.id}': remove them first`,
    );
  context.store.transaction(() => {
    for (const { key } of stages(context).entries(`${id}/`)) stages(context).delete(key);
    for (const { key } of deployments(context).entries(`${id}/`)) deployments(context).delete(key);
    restApis(context).delete(id);
  });
  return {};
}
