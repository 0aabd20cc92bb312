import {
  APIGatewayClient,
  CreateDeploymentCommand,
  DeleteDeploymentCommand,
  UpdateDeploymentCommand,
} from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { replaceValue, unlessGone } from './apigateway-patch.ts';
import { idOnce } from './create-once.ts';
import { text } from './property.ts';

const provisioned = (id: string) => ({ physicalId: id, attributes: { DeploymentId: id } });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html */
export const apigatewayDeployment = resourceType({
  type: 'AWS::ApiGateway::Deployment',
  properties: z.strictObject({
    Description: text().optional(),
    RestApiId: text(),
    StageName: text().optional(),
    StageDescription: z.strictObject({ Description: text().optional() }).optional(),
  }),
  replacedBy: ['RestApiId'],
  create: async (given, context) => {
    const id = await idOnce(context, async () => {
      const made = await context.client(APIGatewayClient).send(
        new CreateDeploymentCommand({
          restApiId: given.RestApiId,
          description: given.Description,
          stageName: given.StageName,
          stageDescription: given.StageDescription?.Description,
        }),
      );
      return made.id ?? '';
    });
    return provisioned(id);
  },
  update: async (deploymentId, next, previous, context) => {
    await context.client(APIGatewayClient).send(
      new UpdateDeploymentCommand({
        restApiId: next.RestApiId,
        deploymentId,
        patchOperations: replaceValue('/description', next.Description, previous.Description),
      }),
    );
    return provisioned(deploymentId);
  },
  delete: (deploymentId, { RestApiId: restApiId }, context) =>
    unlessGone(context.client(APIGatewayClient).send(new DeleteDeploymentCommand({ restApiId, deploymentId }))),
});
