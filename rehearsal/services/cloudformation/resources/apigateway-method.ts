import {
  APIGatewayClient,
  DeleteMethodCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
} from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessGone } from './apigateway-patch.ts';
import { bool, integer, text } from './property.ts';

const texts = () => z.record(z.string(), text()).optional();
const flags = () => z.record(z.string(), bool()).optional();
const contentHandling = z.enum(['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT']).optional();

const integration = z.strictObject({
  CacheKeyParameters: z.array(text()).optional(),
  CacheNamespace: text().optional(),
  ConnectionId: text().optional(),
  ConnectionType: z.enum(['INTERNET', 'VPC_LINK']).optional(),
  ContentHandling: contentHandling,
  Credentials: text().optional(),
  IntegrationHttpMethod: text().optional(),
  IntegrationResponses: z
    .array(
      z.strictObject({
        ContentHandling: contentHandling,
        ResponseParameters: texts(),
        ResponseTemplates: texts(),
        SelectionPattern: text().optional(),
        StatusCode: text(),
      }),
    )
    .optional(),
  PassthroughBehavior: text().optional(),
  RequestParameters: texts(),
  RequestTemplates: texts(),
  TimeoutInMillis: integer().optional(),
  Type: z.enum(['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK']),
  Uri: text().optional(),
});
const properties = z.strictObject({
  ApiKeyRequired: bool().optional(),
  AuthorizationScopes: z.array(text()).optional(),
  AuthorizationType: text().optional(),
  AuthorizerId: text().optional(),
  HttpMethod: text(),
  Integration: integration.optional(),
  MethodResponses: z
    .array(z.strictObject({ ResponseModels: texts(), ResponseParameters: flags(), StatusCode: text() }))
    .optional(),
  OperationName: text().optional(),
  RequestModels: texts(),
  RequestParameters: flags(),
  RequestValidatorId: text().optional(),
  ResourceId: text(),
  RestApiId: text(),
});
type Properties = z.infer<typeof properties>;

const placeOf = ({ RestApiId, ResourceId, HttpMethod }: Properties) => ({
  restApiId: RestApiId,
  resourceId: ResourceId,
  httpMethod: HttpMethod,
});

const remove = (client: APIGatewayClient, given: Properties) =>
  unlessGone(client.send(new DeleteMethodCommand(placeOf(given))));

/**
 * Makes the method anew, whatever an earlier template or an earlier try left: what is served is a deployment's copy, so
 * nobody sees it missing.
 */
async function put(given: Properties, context: ResourceContext) {
  const client = context.client(APIGatewayClient);
  const place = placeOf(given);
  await remove(client, given);
  await client.send(
    new PutMethodCommand({
      ...place,
      apiKeyRequired: given.ApiKeyRequired,
      authorizationScopes: given.AuthorizationScopes,
      authorizationType: given.AuthorizationType ?? 'NONE',
      authorizerId: given.AuthorizerId,
      operationName: given.OperationName,
      requestModels: given.RequestModels,
      requestParameters: given.RequestParameters,
      requestValidatorId: given.RequestValidatorId,
    }),
  );
  for (const response of given.MethodResponses ?? [])
    await client.send(
      new PutMethodResponseCommand({
        ...place,
        statusCode: response.StatusCode,
        responseModels: response.ResponseModels,
        responseParameters: response.ResponseParameters,
      }),
    );
  if (given.Integration !== undefined) await putIntegration(client, place, given.Integration);
  return { physicalId: `${place.restApiId}|${place.resourceId}|${place.httpMethod}`, attributes: {} };
}

async function putIntegration(
  client: APIGatewayClient,
  place: ReturnType<typeof placeOf>,
  given: z.infer<typeof integration>,
) {
  await client.send(
    new PutIntegrationCommand({
      ...place,
      type: given.Type,
      cacheKeyParameters: given.CacheKeyParameters,
      cacheNamespace: given.CacheNamespace,
      connectionId: given.ConnectionId,
      connectionType: given.ConnectionType,
      contentHandling: given.ContentHandling,
      credentials: given.Credentials,
      integrationHttpMethod: given.IntegrationHttpMethod,
      passthroughBehavior: given.PassthroughBehavior,
      requestParameters: given.RequestParameters,
      requestTemplates: given.RequestTemplates,
      timeoutInMillis: given.TimeoutInMillis,
      uri: given.Uri,
    }),
  );
  for (const response of given.IntegrationResponses ?? [])
    await client.send(
      new PutIntegrationResponseCommand({
        ...place,
        statusCode: response.StatusCode,
        selectionPattern: response.SelectionPattern,
        responseParameters: response.ResponseParameters,
        responseTemplates: response.ResponseTemplates,
        contentHandling: response.ContentHandling,
      }),
    );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html */
export const apigatewayMethod = resourceType<Properties>({
  type: 'AWS::ApiGateway::Method',
  properties,
  replacedBy: ['HttpMethod', 'ResourceId', 'RestApiId'],
  create: put,
  update: (_physicalId, given, _previous, context) => put(given, context),
  delete: (_physicalId, given, context) => remove(context.client(APIGatewayClient), given),
});
