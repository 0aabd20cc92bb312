import {
  APIGatewayClient,
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
  UpdateApiKeyCommand,
} from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { replaceValue, setApiTags, tagRecord, unlessGone } from './apigateway-patch.ts';
import { idOnce } from './create-once.ts';
import { bool, tags, text } from './property.ts';

const provisioned = (id: string) => ({ physicalId: id, attributes: { APIKeyId: id } });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html */
export const apigatewayApiKey = resourceType({
  type: 'AWS::ApiGateway::ApiKey',
  properties: z.strictObject({
    CustomerId: text().optional(),
    Description: text().optional(),
    Enabled: bool().optional(),
    GenerateDistinctId: bool().optional(),
    Name: text().optional(),
    StageKeys: z.array(z.strictObject({ RestApiId: text().optional(), StageName: text().optional() })).optional(),
    Tags: tags().optional(),
    Value: text().optional(),
  }),
  replacedBy: ['GenerateDistinctId', 'Name', 'StageKeys', 'Value'],
  create: async (given, context) => {
    const id = await idOnce(context, async () => {
      const made = await context.client(APIGatewayClient).send(
        new CreateApiKeyCommand({
          name: given.Name ?? context.generateName(128),
          value: given.Value,
          description: given.Description,
          customerId: given.CustomerId,
          enabled: given.Enabled,
          stageKeys: given.StageKeys?.map(({ RestApiId, StageName }) => ({
            restApiId: RestApiId,
            stageName: StageName,
          })),
          tags: tagRecord(given.Tags),
        }),
      );
      return made.id ?? '';
    });
    return provisioned(id);
  },
  update: async (apiKey, next, previous, context) => {
    const patchOperations = [
      ...replaceValue('/enabled', next.Enabled ?? false, previous.Enabled ?? false),
      ...replaceValue('/description', next.Description, previous.Description),
      ...replaceValue('/customerId', next.CustomerId, previous.CustomerId),
    ];
    await context.client(APIGatewayClient).send(new UpdateApiKeyCommand({ apiKey, patchOperations }));
    await setApiTags(context, `/apikeys/${apiKey}`, next.Tags, previous.Tags);
    return provisioned(apiKey);
  },
  delete: (apiKey, _given, context) =>
    unlessGone(context.client(APIGatewayClient).send(new DeleteApiKeyCommand({ apiKey }))),
});
