import {
  CodeDeployClient,
  CreateDeploymentGroupCommand,
  DeleteDeploymentGroupCommand,
  DeploymentGroupAlreadyExistsException,
  UpdateDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { bool, tags, text } from './property.ts';

const properties = z.strictObject({
  ApplicationName: text(),
  DeploymentGroupName: text().optional(),
  DeploymentConfigName: text().optional(),
  ServiceRoleArn: text(),
  AlarmConfiguration: z
    .strictObject({
      Enabled: bool().optional(),
      IgnorePollAlarmFailure: bool().optional(),
      Alarms: z.array(z.strictObject({ Name: text() })).optional(),
    })
    .optional(),
  AutoRollbackConfiguration: z
    .strictObject({
      Enabled: bool().optional(),
      Events: z
        .array(z.enum(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST']))
        .optional(),
    })
    .optional(),
  DeploymentStyle: z
    .strictObject({
      DeploymentType: z.enum(['BLUE_GREEN', 'IN_PLACE']).optional(),
      DeploymentOption: z.enum(['WITH_TRAFFIC_CONTROL', 'WITHOUT_TRAFFIC_CONTROL']).optional(),
    })
    .optional(),
  TriggerConfigurations: z
    .array(
      z.strictObject({
        TriggerName: text(),
        TriggerTargetArn: text(),
        TriggerEvents: z.array(
          z.enum([
            'DeploymentStart',
            'DeploymentSuccess',
            'DeploymentFailure',
            'DeploymentStop',
            'DeploymentRollback',
            'DeploymentReady',
          ]),
        ),
      }),
    )
    .optional(),
  Tags: tags().optional(),
});
type Properties = z.infer<typeof properties>;

function settings(given: Properties) {
  const { AlarmConfiguration: alarms, AutoRollbackConfiguration: rollback, DeploymentStyle: style } = given;
  return {
    applicationName: given.ApplicationName,
    serviceRoleArn: given.ServiceRoleArn,
    deploymentConfigName: given.DeploymentConfigName,
    deploymentStyle:
      style === undefined
        ? undefined
        : { deploymentType: style.DeploymentType, deploymentOption: style.DeploymentOption },
    // Left out of the template means none: an update must take away what was there.
    alarmConfiguration: {
      enabled: alarms?.Enabled ?? alarms?.Alarms !== undefined,
      ignorePollAlarmFailure: alarms?.IgnorePollAlarmFailure ?? false,
      alarms: (alarms?.Alarms ?? []).map((alarm) => ({ name: alarm.Name })),
    },
    autoRollbackConfiguration: { enabled: rollback?.Enabled ?? false, events: rollback?.Events ?? [] },
    triggerConfigurations: (given.TriggerConfigurations ?? []).map((trigger) => ({
      triggerName: trigger.TriggerName,
      triggerTargetArn: trigger.TriggerTargetArn,
      triggerEvents: trigger.TriggerEvents,
    })),
  };
}

export const codedeployDeploymentGroup = resourceType({
  type: 'AWS::CodeDeploy::DeploymentGroup',
  properties,
  replacedBy: ['ApplicationName', 'DeploymentGroupName'],
  create: async (given, context) => {
    const name = given.DeploymentGroupName ?? context.generateName(100);
    await context
      .client(CodeDeployClient)
      .send(new CreateDeploymentGroupCommand({ ...settings(given), deploymentGroupName: name, tags: given.Tags }))
      .catch((error: unknown) => {
        if (given.DeploymentGroupName === undefined && error instanceof DeploymentGroupAlreadyExistsException) return;
        throw error;
      });
    return { physicalId: name, attributes: {} };
  },
  update: async (physicalId, given, _previous, context) => {
    await context
      .client(CodeDeployClient)
      .send(new UpdateDeploymentGroupCommand({ ...settings(given), currentDeploymentGroupName: physicalId }));
    return { physicalId, attributes: {} };
  },
  delete: async (physicalId, given, context) => {
    await context
      .client(CodeDeployClient)
      .send(
        new DeleteDeploymentGroupCommand({ applicationName: given.ApplicationName, deploymentGroupName: physicalId }),
      );
  },
});
