import {
  CodeDeployClient,
  CreateDeploymentConfigCommand,
  DeleteDeploymentConfigCommand,
  DeploymentConfigAlreadyExistsException,
} from '@aws-sdk/client-codedeploy';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { integer, text } from './property.ts';

export const codedeployDeploymentConfig = resourceType({
  type: 'AWS::CodeDeploy::DeploymentConfig',
  properties: z.strictObject({
    DeploymentConfigName: text().optional(),
    ComputePlatform: z.literal('Lambda').optional(),
    TrafficRoutingConfig: z
      .strictObject({
        Type: z.enum(['TimeBasedCanary', 'TimeBasedLinear', 'AllAtOnce']),
        TimeBasedCanary: z.strictObject({ CanaryPercentage: integer(), CanaryInterval: integer() }).optional(),
        TimeBasedLinear: z.strictObject({ LinearPercentage: integer(), LinearInterval: integer() }).optional(),
      })
      .optional(),
  }),
  replacedBy: ['DeploymentConfigName', 'ComputePlatform', 'TrafficRoutingConfig'],
  create: async (properties, context) => {
    const name = properties.DeploymentConfigName ?? context.generateName(100);
    const routing = properties.TrafficRoutingConfig;
    const canary = routing?.TimeBasedCanary;
    const linear = routing?.TimeBasedLinear;
    await context
      .client(CodeDeployClient)
      .send(
        new CreateDeploymentConfigCommand({
          deploymentConfigName: name,
          computePlatform: properties.ComputePlatform,
          trafficRoutingConfig: {
            type: routing?.Type,
            ...(canary === undefined
              ? {}
              : {
                  timeBasedCanary: { canaryPercentage: canary.CanaryPercentage, canaryInterval: canary.CanaryInterval },
                }),
            ...(linear === undefined
              ? {}
              : {
                  timeBasedLinear: { linearPercentage: linear.LinearPercentage, linearInterval: linear.LinearInterval },
                }),
          },
        }),
      )
      .catch((error: unknown) => {
        if (properties.DeploymentConfigName === undefined && error instanceof DeploymentConfigAlreadyExistsException)
          return;
        throw error;
      });
    return { physicalId: name, attributes: {} };
  },
  update: async (physicalId) => ({ physicalId, attributes: {} }),
  delete: async (physicalId, _properties, context) => {
    await context
      .client(CodeDeployClient)
      .send(new DeleteDeploymentConfigCommand({ deploymentConfigName: physicalId }));
  },
});
