import {
  APIGatewayClient,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetRestApiCommand,
  type PatchOperation,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { recordChanges, replaceValue, setApiTags, tagRecord, unlessGone } from './apigateway-patch.ts';
import { idOnce } from './create-once.ts';
import { bool, tags, text } from './property.ts';

const properties = z.strictObject({
  ApiKeySourceType: z.enum(['HEADER', 'AUTHORIZER']).optional(),
  BinaryMediaTypes: z.array(text()).optional(),
  Description: text().optional(),
  DisableExecuteApiEndpoint: bool().optional(),
  EndpointConfiguration: z
    .strictObject({
      Types: z.array(z.enum(['REGIONAL', 'EDGE', 'PRIVATE'])).optional(),
      IpAddressType: z.enum(['ipv4', 'dualstack']).optional(),
      VpcEndpointIds: z.array(text()).optional(),
    })
    .optional(),
  FailOnWarnings: bool().optional(),
  Name: text().optional(),
  Tags: tags().optional(),
});
type Properties = z.infer<typeof properties>;

const nameOf = (given: Properties, context: ResourceContext) => given.Name ?? context.logicalId;

async function answer(client: APIGatewayClient, restApiId: string) {
  const { rootResourceId } = await client.send(new GetRestApiCommand({ restApiId }));
  return { physicalId: restApiId, attributes: { RestApiId: restApiId, RootResourceId: rootResourceId } };
}

async function create(given: Properties, context: ResourceContext) {
  const client = context.client(APIGatewayClient);
  const endpoint = given.EndpointConfiguration;
  const id = await idOnce(context, async () => {
    const { id: made = '' } = await client.send(
      new CreateRestApiCommand({
        name: nameOf(given, context),
        description: given.Description,
        apiKeySource: given.ApiKeySourceType,
        binaryMediaTypes: given.BinaryMediaTypes,
        disableExecuteApiEndpoint: given.DisableExecuteApiEndpoint,
        endpointConfiguration:
          endpoint === undefined
            ? undefined
            : { types: endpoint.Types, ipAddressType: endpoint.IpAddressType, vpcEndpointIds: endpoint.VpcEndpointIds },
        tags: tagRecord(given.Tags),
      }),
    );
    return made;
  });
  return answer(client, id);
}

async function update(restApiId: string, next: Properties, previous: Properties, context: ResourceContext) {
  const client = context.client(APIGatewayClient);
  const types = (list: readonly string[] | undefined) => Object.fromEntries((list ?? []).map((type) => [type, '']));
  const patchOperations: PatchOperation[] = [
    ...replaceValue('/name', nameOf(next, context), nameOf(previous, context)),
    ...replaceValue('/description', next.Description, previous.Description),
    ...replaceValue('/apiKeySource', next.ApiKeySourceType, previous.ApiKeySourceType),
    ...replaceValue('/disableExecuteApiEndpoint', next.DisableExecuteApiEndpoint, previous.DisableExecuteApiEndpoint),
    ...recordChanges('/binaryMediaTypes', types(next.BinaryMediaTypes), types(previous.BinaryMediaTypes)),
    ...replaceValue(
      `/endpointConfiguration/types/${previous.EndpointConfiguration?.Types?.[0] ?? 'EDGE'}`,
      next.EndpointConfiguration?.Types?.[0],
      previous.EndpointConfiguration?.Types?.[0],
    ),
  ];
  await client.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
  await setApiTags(context, `/restapis/${restApiId}`, next.Tags, previous.Tags);
  return answer(client, restApiId);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html */
export const apigatewayRestApi = resourceType<Properties>({
  type: 'AWS::ApiGateway::RestApi',
  properties,
  replacedBy: [],
  create,
  update,
  delete: (restApiId, _given, context) =>
    unlessGone(context.client(APIGatewayClient).send(new DeleteRestApiCommand({ restApiId }))),
});
