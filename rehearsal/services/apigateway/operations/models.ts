import type {
  CreateModelCommandInput,
  CreateModelCommandOutput,
  DeleteModelCommandInput,
  DeleteModelCommandOutput,
  GetModelCommandInput,
  GetModelCommandOutput,
  GetModelsCommandInput,
  GetModelsCommandOutput,
  Model,
  UpdateModelCommandInput,
  UpdateModelCommandOutput,
} from '@aws-sdk/client-api-gateway';
import { lowerId } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { compileModel } from '../data/body-model.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { page } from '../paging.ts';
import { applyPatch, type PatchRules } from '../patch.ts';
import { changeApi, getApi, type StoredApi } from '../state.ts';

function getStoredModel(api: StoredApi, name: string | undefined): Model {
  const model = api.definition.models[name ?? ''];
  if (model === undefined) throw notFound(`Invalid model name specified: ${name}`);
  return model;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html */
export const createModel = (input: CreateModelCommandInput, context: Context): Output<CreateModelCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const { name = '', description, schema, contentType } = input;
    const { models } = api.definition;
    if (!/^[a-zA-Z0-9]+$/.test(name)) throw badRequest(`Model name must be alphanumeric: ${name}`);
    if (models[name] !== undefined) throw conflict('Model name already exists for this REST API');
    const model: Model = { id: lowerId(6), name, description, schema, contentType };
    compileModel(model, models);
    models[name] = model;
    return model;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetModel.html */
export const getModel = (input: GetModelCommandInput, context: Context): Output<GetModelCommandOutput> =>
  getStoredModel(getApi(context, input.restApiId), input.modelName);

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetModels.html */
export const getModels = (input: GetModelsCommandInput, context: Context): Output<GetModelsCommandOutput> =>
  page(Object.values(getApi(context, input.restApiId).definition.models), input);

const rules: PatchRules<Model> = {
  '/description': (model, value) => {
    model.description = value;
  },
  '/schema': (model, value) => {
    model.schema = value;
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateModel.html */
export const updateModel = (input: UpdateModelCommandInput, context: Context): Output<UpdateModelCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const model = applyPatch(getStoredModel(api, input.modelName), input.patchOperations, rules);
    compileModel(model, api.definition.models);
    return model;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteModel.html */
export const deleteModel = (input: DeleteModelCommandInput, context: Context): Output<DeleteModelCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    getStoredModel(api, input.modelName);
    const used = Object.values(api.definition.resources).find((resource) =>
      Object.values(resource.methods).some(({ requestModels, methodResponses }) =>
        [requestModels, ...Object.values(methodResponses ?? {}).map((one) => one.responseModels)].some((models) =>
          Object.values(models ?? {}).includes(input.modelName ?? ''),
        ),
      ),
    );
    if (used !== undefined)
      throw conflict(`Cannot delete model '${input.modelName}', is referenced in method of ${used.path}`);
    delete api.definition.models[input.modelName ?? ''];
    return {};
  });
