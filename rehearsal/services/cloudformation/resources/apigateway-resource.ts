import { APIGatewayClient, CreateResourceCommand, DeleteResourceCommand } from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { unlessGone } from './apigateway-patch.ts';
import { idOnce } from './create-once.ts';
import { text } from './property.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html */
export const apigatewayResource = resourceType({
  type: 'AWS::ApiGateway::Resource',
  properties: z.strictObject({ ParentId: text(), PathPart: text(), RestApiId: text() }),
  replacedBy: ['ParentId', 'PathPart', 'RestApiId'],
  create: async ({ ParentId: parentId, PathPart: pathPart, RestApiId: restApiId }, context) => {
    const id = await idOnce(context, async () => {
      const made = await context
        .client(APIGatewayClient)
        .send(new CreateResourceCommand({ restApiId, parentId, pathPart }));
      return made.id ?? '';
    });
    return { physicalId: id, attributes: { ResourceId: id } };
  },
  update: async (id) => ({ physicalId: id, attributes: { ResourceId: id } }),
  delete: (resourceId, { RestApiId: restApiId }, context) =>
    unlessGone(context.client(APIGatewayClient).send(new DeleteResourceCommand({ restApiId, resourceId }))),
});
