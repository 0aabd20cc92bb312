import {
  APIGatewayClient,
  CreateRequestValidatorCommand,
  DeleteRequestValidatorCommand,
  UpdateRequestValidatorCommand,
} from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { replaceValue, unlessGone } from './apigateway-patch.ts';
import { idOnce } from './create-once.ts';
import { bool, text } from './property.ts';

const provisioned = (id: string) => ({ physicalId: id, attributes: { RequestValidatorId: id } });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-requestvalidator.html */
export const apigatewayRequestValidator = resourceType({
  type: 'AWS::ApiGateway::RequestValidator',
  properties: z.strictObject({
    Name: text().optional(),
    RestApiId: text(),
    ValidateRequestBody: bool().optional(),
    ValidateRequestParameters: bool().optional(),
  }),
  replacedBy: ['Name', 'RestApiId'],
  create: async (given, context) => {
    const id = await idOnce(context, async () => {
      const made = await context.client(APIGatewayClient).send(
        new CreateRequestValidatorCommand({
          restApiId: given.RestApiId,
          name: given.Name,
          validateRequestBody: given.ValidateRequestBody,
          validateRequestParameters: given.ValidateRequestParameters,
        }),
      );
      return made.id ?? '';
    });
    return provisioned(id);
  },
  update: async (requestValidatorId, next, previous, context) => {
    const patchOperations = [
      ...replaceValue('/validateRequestBody', next.ValidateRequestBody ?? false, previous.ValidateRequestBody ?? false),
      ...replaceValue(
        '/validateRequestParameters',
        next.ValidateRequestParameters ?? false,
        previous.ValidateRequestParameters ?? false,
      ),
    ];
    await context
      .client(APIGatewayClient)
      .send(new UpdateRequestValidatorCommand({ restApiId: next.RestApiId, requestValidatorId, patchOperations }));
    return provisioned(requestValidatorId);
  },
  delete: (requestValidatorId, { RestApiId: restApiId }, context) =>
    unlessGone(
      context.client(APIGatewayClient).send(new DeleteRequestValidatorCommand({ restApiId, requestValidatorId })),
    ),
});
