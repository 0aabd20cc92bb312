import {
  ApplicationAlreadyExistsException,
  CodeDeployClient,
  CreateApplicationCommand,
  DeleteApplicationCommand,
} from '@aws-sdk/client-codedeploy';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { tags, text } from './property.ts';

export const codedeployApplication = resourceType({
  type: 'AWS::CodeDeploy::Application',
  properties: z.strictObject({
    ApplicationName: text().optional(),
    ComputePlatform: z.enum(['Lambda', 'Server', 'ECS']).optional(),
    Tags: tags().optional(),
  }),
  replacedBy: ['ApplicationName', 'ComputePlatform'],
  create: async (properties, context) => {
    const name = properties.ApplicationName ?? context.generateName(100);
    await context
      .client(CodeDeployClient)
      .send(
        new CreateApplicationCommand({
          applicationName: name,
          computePlatform: properties.ComputePlatform,
          tags: properties.Tags,
        }),
      )
      .catch((error: unknown) => {
        // The name holds this create's own suffix: one that is there comes from an earlier try.
        if (properties.ApplicationName === undefined && error instanceof ApplicationAlreadyExistsException) return;
        throw error;
      });
    return { physicalId: name, attributes: {} };
  },
  update: async (physicalId) => ({ physicalId, attributes: {} }),
  delete: async (physicalId, _properties, context) => {
    await context.client(CodeDeployClient).send(new DeleteApplicationCommand({ applicationName: physicalId }));
  },
});
