import { APIGatewayClient, type PatchOperation, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { text } from './property.ts';

const properties = z.strictObject({ CloudWatchRoleArn: text().optional() });
type Properties = z.infer<typeof properties>;

/** The account has one such setting in a region, so that a second stack with it takes it over. */
async function put({ CloudWatchRoleArn: value }: Properties, context: ResourceContext) {
  const path = '/cloudwatchRoleArn';
  const operation: PatchOperation = value === undefined ? { op: 'remove', path } : { op: 'replace', path, value };
  await context.client(APIGatewayClient).send(new UpdateAccountCommand({ patchOperations: [operation] }));
  const id = context.generateName(128);
  return { physicalId: id, attributes: { Id: id } };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html */
export const apigatewayAccount = resourceType<Properties>({
  type: 'AWS::ApiGateway::Account',
  properties,
  replacedBy: [],
  create: put,
  update: async (physicalId, given, _previous, context) => ({ ...(await put(given, context)), physicalId }),
  // CloudFormation leaves the account's setting as it is: other APIs may need it.
  delete: async () => undefined,
});
