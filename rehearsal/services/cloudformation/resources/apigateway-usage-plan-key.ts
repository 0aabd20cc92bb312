import { APIGatewayClient, CreateUsagePlanKeyCommand, DeleteUsagePlanKeyCommand } from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { unlessGone } from './apigateway-patch.ts';
import { idOnce } from './create-once.ts';
import { text } from './property.ts';

const provisioned = (id: string) => ({ physicalId: id, attributes: { Id: id } });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplankey.html */
export const apigatewayUsagePlanKey = resourceType({
  type: 'AWS::ApiGateway::UsagePlanKey',
  properties: z.strictObject({ KeyId: text(), KeyType: z.literal('API_KEY'), UsagePlanId: text() }),
  replacedBy: ['KeyId', 'KeyType', 'UsagePlanId'],
  create: async ({ KeyId: keyId, KeyType: keyType, UsagePlanId: usagePlanId }, context) => {
    const id = await idOnce(context, async () => {
      await context.client(APIGatewayClient).send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType }));
      return `${keyId}:${usagePlanId}`;
    });
    return provisioned(id);
  },
  update: async (id) => provisioned(id),
  delete: (_id, { KeyId: keyId, UsagePlanId: usagePlanId }, context) =>
    unlessGone(context.client(APIGatewayClient).send(new DeleteUsagePlanKeyCommand({ usagePlanId, keyId }))),
});
