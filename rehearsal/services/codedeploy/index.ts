import * as sdk from '@aws-sdk/client-codedeploy';
import type { Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import * as applications from './operations/applications.ts';
import { createDeployment } from './operations/create-deployment.ts';
import * as configs from './operations/deployment-configs.ts';
import * as groups from './operations/deployment-groups.ts';
import * as read from './operations/read-deployments.ts';
import * as steer from './operations/steer-deployment.ts';
import * as tagging from './operations/tagging.ts';
import { resumeDeployments } from './runner.ts';
import { weightsRoute } from './weights-route.ts';

export const codedeploy = {
  signingName: 'codedeploy',
  sdk,
  operations: {
    CreateApplication: applications.createApplication,
    GetApplication: applications.getApplicationOperation,
    ListApplications: applications.listApplications,
    UpdateApplication: applications.updateApplication,
    DeleteApplication: applications.deleteApplication,
    CreateDeploymentConfig: configs.createDeploymentConfig,
    GetDeploymentConfig: configs.getDeploymentConfig,
    ListDeploymentConfigs: configs.listDeploymentConfigs,
    DeleteDeploymentConfig: configs.deleteDeploymentConfig,
    CreateDeploymentGroup: groups.createDeploymentGroup,
    UpdateDeploymentGroup: groups.updateDeploymentGroup,
    GetDeploymentGroup: groups.getDeploymentGroup,
    BatchGetDeploymentGroups: groups.batchGetDeploymentGroups,
    ListDeploymentGroups: groups.listDeploymentGroups,
    DeleteDeploymentGroup: groups.deleteDeploymentGroup,
    CreateDeployment: createDeployment,
    GetDeployment: read.getDeploymentOperation,
    BatchGetDeployments: read.batchGetDeployments,
    ListDeployments: read.listDeployments,
    ListDeploymentTargets: read.listDeploymentTargets,
    GetDeploymentTarget: read.getDeploymentTarget,
    BatchGetDeploymentTargets: read.batchGetDeploymentTargets,
    StopDeployment: steer.stopDeployment,
    PutLifecycleEventHookExecutionStatus: steer.putLifecycleEventHookExecutionStatus,
    ListTagsForResource: tagging.listTagsForResource,
    TagResource: tagging.tagResource,
    UntagResource: tagging.untagResource,
  } satisfies Operations<typeof sdk>,
  authorization,
  routes: [weightsRoute],
  resume: resumeDeployments,
} satisfies Service;
