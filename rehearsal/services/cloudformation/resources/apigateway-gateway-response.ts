import { APIGatewayClient, DeleteGatewayResponseCommand, PutGatewayResponseCommand } from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { isGatewayResponseType } from '../../apigateway/gateway-response-types.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessGone } from './apigateway-patch.ts';
import { text } from './property.ts';

const properties = z.strictObject({
  ResponseParameters: z.record(z.string(), text()).optional(),
  ResponseTemplates: z.record(z.string(), text()).optional(),
  ResponseType: z.custom<ResponseType>((value) => typeof value === 'string' && isGatewayResponseType(value)),
  RestApiId: text(),
  StatusCode: text().optional(),
});
type ResponseType = NonNullable<ConstructorParameters<typeof PutGatewayResponseCommand>[0]['responseType']>;
type Properties = z.infer<typeof properties>;

async function put(given: Properties, context: ResourceContext) {
  await context.client(APIGatewayClient).send(
    new PutGatewayResponseCommand({
      restApiId: given.RestApiId,
      responseType: given.ResponseType,
      statusCode: given.StatusCode,
      responseParameters: given.ResponseParameters,
      responseTemplates: given.ResponseTemplates,
    }),
  );
  const id = `${given.RestApiId}|${given.ResponseType}`;
  return { physicalId: id, attributes: { Id: id } };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-gatewayresponse.html */
export const apigatewayGatewayResponse = resourceType<Properties>({
  type: 'AWS::ApiGateway::GatewayResponse',
  properties,
  replacedBy: ['ResponseType', 'RestApiId'],
  create: put,
  update: (_physicalId, given, _previous, context) => put(given, context),
  delete: (_physicalId, { RestApiId: restApiId, ResponseType: responseType }, context) =>
    unlessGone(context.client(APIGatewayClient).send(new DeleteGatewayResponseCommand({ restApiId, responseType }))),
});
