import type {
  CreateResourceCommandInput,
  CreateResourceCommandOutput,
  DeleteResourceCommandInput,
  DeleteResourceCommandOutput,
  GetResourceCommandInput,
  GetResourceCommandOutput,
  GetResourcesCommandInput,
  GetResourcesCommandOutput,
  Resource,
  UpdateResourceCommandInput,
  UpdateResourceCommandOutput,
} from '@aws-sdk/client-api-gateway';
import { lowerId } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { badRequest, conflict } from '../errors.ts';
import { page } from '../paging.ts';
import { changeApi, getApi, getStoredResource, type StoredApi, type StoredResource } from '../state.ts';

const PATH_PART = /^(\{[a-zA-Z0-9._-]+\+?\}|[a-zA-Z0-9._\-:$~!@]+)$/;

/** @param embedded whether `embed=methods` was asked for */
function describe(resource: StoredResource, embedded: boolean): Resource {
  const { id, parentId, pathPart, path, methods } = resource;
  const names = Object.keys(methods);
  const shown = embedded ? methods : Object.fromEntries(names.map((name) => [name, {}]));
  return { id, parentId, pathPart, path, resourceMethods: names.length === 0 ? undefined : shown };
}

const pathOf = (parent: StoredResource, pathPart: string) => `${parent.path === '/' ? '' : parent.path}/${pathPart}`;

function checkPart(api: StoredApi, parent: StoredResource, pathPart: string): void {
  if (!PATH_PART.test(pathPart))
    throw badRequest(
      `Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end: '${pathPart}'`,
    );
  if (parent.path.endsWith('+}'))
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.path}`);
  const siblings = Object.values(api.definition.resources).filter((one) => one.parentId === parent.id);
  if (siblings.some((one) => one.pathPart === pathPart))
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  const isVariable = (part: string | undefined) => part?.startsWith('{') === true && !part.endsWith('+}');
  const variable = isVariable(pathPart) ? siblings.find((one) => isVariable(one.pathPart)) : undefined;
  if (variable !== undefined)
    throw badRequest(
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html */
export const createResource = (
  input: CreateResourceCommandInput,
  context: Context,
): Output<CreateResourceCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const parent = getStoredResource(api, input.parentId);
    const pathPart = input.pathPart ?? '';
    checkPart(api, parent, pathPart);
    const id = lowerId(6);
    const made: StoredResource = { id, parentId: parent.id, pathPart, path: pathOf(parent, pathPart), methods: {} };
    api.definition.resources[id] = made;
    return describe(made, true);
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetResource.html */
export const getResource = (input: GetResourceCommandInput, context: Context): Output<GetResourceCommandOutput> =>
  describe(
    getStoredResource(getApi(context, input.restApiId), input.resourceId),
    input.embed?.includes('methods') === true,
  );

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html */
export function getResources(input: GetResourcesCommandInput, context: Context): Output<GetResourcesCommandOutput> {
  const all = Object.values(getApi(context, input.restApiId).definition.resources);
  const { items, position } = page(all, input);
  return { items: items.map((one) => describe(one, input.embed?.includes('methods') === true)), position };
}

/** Moves or renames a resource; its children follow. https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateResource.html */
export const updateResource = (
  input: UpdateResourceCommandInput,
  context: Context,
): Output<UpdateResourceCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const { resources } = api.definition;
    const old = getStoredResource(api, input.resourceId);
    if (old.parentId === undefined) throw badRequest('Root resource cannot be updated');
    let parentId = old.parentId;
    let pathPart = old.pathPart ?? '';
    for (const { op, path, value = '' } of input.patchOperations ?? []) {
      if (op === 'replace' && path === '/pathPart') pathPart = value;
      else if (op === 'replace' && path === '/parentId') parentId = value;
      else
        throw badRequest(
          `Invalid patch path '${path}' specified for op '${op}'. Must be one of: [/pathPart, /parentId]`,
        );
    }
    const parent = getStoredResource(api, parentId);
    if (`${parent.path}/`.startsWith(`${old.path}/`)) throw badRequest('A resource cannot be moved below itself');
    delete resources[old.id];
    checkPart(api, parent, pathPart);
    resources[old.id] = { ...old, parentId, pathPart, path: pathOf(parent, pathPart) };
    const below = (id: string) => Object.values(resources).filter((one) => one.parentId === id);
    const follow = (id: string): void => {
      const above = resources[id];
      if (above === undefined) return;
      for (const child of below(id)) {
        resources[child.id] = { ...child, path: pathOf(above, child.pathPart ?? '') };
        follow(child.id);
      }
    };
    follow(old.id);
    return describe(getStoredResource(api, old.id), true);
  });

/** With everything below it. https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteResource.html */
export const deleteResource = (
  input: DeleteResourceCommandInput,
  context: Context,
): Output<DeleteResourceCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const { resources } = api.definition;
    const gone = getStoredResource(api, input.resourceId);
    if (gone.parentId === undefined) throw badRequest('Root resource cannot be deleted');
    const remove = (id: string): void => {
      for (const child of Object.values(resources)) if (child.parentId === id) remove(child.id);
      delete resources[id];
    };
    remove(gone.id);
    return {};
  });
