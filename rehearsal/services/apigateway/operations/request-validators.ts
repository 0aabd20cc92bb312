import type {
  CreateRequestValidatorCommandInput,
  CreateRequestValidatorCommandOutput,
  DeleteRequestValidatorCommandInput,
  DeleteRequestValidatorCommandOutput,
  GetRequestValidatorCommandInput,
  GetRequestValidatorCommandOutput,
  GetRequestValidatorsCommandInput,
  GetRequestValidatorsCommandOutput,
  RequestValidator,
  UpdateRequestValidatorCommandInput,
  UpdateRequestValidatorCommandOutput,
} from '@aws-sdk/client-api-gateway';
import { lowerId } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { conflict, notFound } from '../errors.ts';
import { page } from '../paging.ts';
import { applyPatch, asBoolean, type PatchRules } from '../patch.ts';
import { changeApi, getApi, type StoredApi } from '../state.ts';

function getStored(api: StoredApi, id: string | undefined): RequestValidator {
  const validator = api.definition.validators[id ?? ''];
  if (validator === undefined) throw notFound('Invalid Request Validator identifier specified');
  return validator;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRequestValidator.html */
export const createRequestValidator = (
  input: CreateRequestValidatorCommandInput,
  context: Context,
): Output<CreateRequestValidatorCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const id = lowerId(6);
    const validator = {
      id,
      name: input.name,
      validateRequestBody: input.validateRequestBody ?? false,
      validateRequestParameters: input.validateRequestParameters ?? false,
    };
    api.definition.validators[id] = validator;
    return validator;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetRequestValidator.html */
export const getRequestValidator = (
  input: GetRequestValidatorCommandInput,
  context: Context,
): Output<GetRequestValidatorCommandOutput> => getStored(getApi(context, input.restApiId), input.requestValidatorId);

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetRequestValidators.html */
export const getRequestValidators = (
  input: GetRequestValidatorsCommandInput,
  context: Context,
): Output<GetRequestValidatorsCommandOutput> =>
  page(Object.values(getApi(context, input.restApiId).definition.validators), input);

const rules: PatchRules<RequestValidator> = {
  '/name': (validator, value) => {
    validator.name = value;
  },
  '/validateRequestBody': (validator, value) => {
    validator.validateRequestBody = asBoolean(value);
  },
  '/validateRequestParameters': (validator, value) => {
    validator.validateRequestParameters = asBoolean(value);
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateRequestValidator.html */
export const updateRequestValidator = (
  input: UpdateRequestValidatorCommandInput,
  context: Context,
): Output<UpdateRequestValidatorCommandOutput> =>
  changeApi(context, input.restApiId, (api) =>
    applyPatch(getStored(api, input.requestValidatorId), input.patchOperations, rules),
  );

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRequestValidator.html */
export const deleteRequestValidator = (
  input: DeleteRequestValidatorCommandInput,
  context: Context,
): Output<DeleteRequestValidatorCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const { id = '' } = getStored(api, input.requestValidatorId);
    const used = Object.values(api.definition.resources).find((resource) =>
      Object.values(resource.methods).some((method) => method.requestValidatorId === id),
    );
    if (used !== undefined)
      throw conflict(`Cannot delete request validator '${id}', is referenced in method of ${used.path}`);
    delete api.definition.validators[id];
    return {};
  });
