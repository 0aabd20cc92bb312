import {
  APIGatewayClient,
  CreateModelCommand,
  DeleteModelCommand,
  UpdateModelCommand,
} from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { modelExists } from './apigateway-exists.ts';
import { replaceValue, unlessGone } from './apigateway-patch.ts';
import { createOnce } from './create-once.ts';
import { json, text } from './property.ts';

const properties = z.strictObject({
  ContentType: text().optional(),
  Description: text().optional(),
  Name: text().optional(),
  RestApiId: text(),
  Schema: z.union([json(), z.string()]).optional(),
});
type Properties = z.infer<typeof properties>;

const schemaOf = ({ Schema = {} }: Properties) => (typeof Schema === 'string' ? Schema : JSON.stringify(Schema));

async function create(given: Properties, context: ResourceContext) {
  const client = context.client(APIGatewayClient);
  // Model names take letters and digits only.
  const name = given.Name ?? context.generateName(255).replace(/[^a-zA-Z0-9]/g, '');
  await createOnce(
    context,
    name,
    () => modelExists(client, given.RestApiId, name),
    () =>
      client.send(
        new CreateModelCommand({
          restApiId: given.RestApiId,
          name,
          contentType: given.ContentType ?? 'application/json',
          description: given.Description,
          schema: schemaOf(given),
        }),
      ),
  );
  return { physicalId: name, attributes: {} };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-model.html */
export const apigatewayModel = resourceType<Properties>({
  type: 'AWS::ApiGateway::Model',
  properties,
  replacedBy: ['ContentType', 'Name', 'RestApiId'],
  create,
  update: async (modelName, next, previous, context) => {
    const patchOperations = [
      ...replaceValue('/schema', schemaOf(next), schemaOf(previous)),
      ...replaceValue('/description', next.Description, previous.Description),
    ];
    const restApiId = next.RestApiId;
    await context.client(APIGatewayClient).send(new UpdateModelCommand({ restApiId, modelName, patchOperations }));
    return { physicalId: modelName, attributes: {} };
  },
  delete: (modelName, { RestApiId: restApiId }, context) =>
    unlessGone(context.client(APIGatewayClient).send(new DeleteModelCommand({ restApiId, modelName }))),
});
