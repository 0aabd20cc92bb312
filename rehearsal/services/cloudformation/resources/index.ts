import type { AnyResourceType } from '../resource-type.ts';
import { apigatewayAccount } from './apigateway-account.ts';
import { apigatewayApiKey } from './apigateway-api-key.ts';
import { apigatewayDeployment } from './apigateway-deployment.ts';
import { apigatewayGatewayResponse } from './apigateway-gateway-response.ts';
import { apigatewayMethod } from './apigateway-method.ts';
import { apigatewayModel } from './apigateway-model.ts';
import { apigatewayRequestValidator } from './apigateway-request-validator.ts';
import { apigatewayResource } from './apigateway-resource.ts';
import { apigatewayRestApi } from './apigateway-rest-api.ts';
import { apigatewayStage } from './apigateway-stage.ts';
import { apigatewayUsagePlan } from './apigateway-usage-plan.ts';
import { apigatewayUsagePlanKey } from './apigateway-usage-plan-key.ts';
import { cloudwatchAlarm } from './cloudwatch-alarm.ts';
import { cloudwatchCompositeAlarm } from './cloudwatch-composite-alarm.ts';
import { cloudwatchDashboard } from './cloudwatch-dashboard.ts';
import { codebuildProject } from './codebuild-project.ts';
import { codebuildReportGroup } from './codebuild-report-group.ts';
import { codecommitRepository } from './codecommit-repository.ts';
import { codedeployApplication } from './codedeploy-application.ts';
import { codedeployDeploymentConfig } from './codedeploy-deployment-config.ts';
import { codedeployDeploymentGroup } from './codedeploy-deployment-group.ts';
import { codePipelinePipeline } from './codepipeline-pipeline.ts';
import { dynamodbTable } from './dynamodb-table.ts';
import { ecrRepository } from './ecr-repository.ts';
import { eventsRule } from './events-rule.ts';
import { iamManagedPolicy } from './iam-managed-policy.ts';
import { iamPolicy } from './iam-policy.ts';
import { iamRole } from './iam-role.ts';
import { kmsAlias } from './kms-alias.ts';
import { kmsKey } from './kms-key.ts';
import { lambdaAlias } from './lambda-alias.ts';
import { lambdaEventInvokeConfig } from './lambda-event-invoke-config.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaPermission } from './lambda-permission.ts';
import { lambdaVersion } from './lambda-version.ts';
import { logsLogGroup } from './logs-log-group.ts';
import { logsLogStream } from './logs-log-stream.ts';
import { logsMetricFilter } from './logs-metric-filter.ts';
import { s3Bucket } from './s3-bucket.ts';
import { s3BucketPolicy } from './s3-bucket-policy.ts';
import { secretsManagerSecret } from './secretsmanager-secret.ts';
import { snsSubscription } from './sns-subscription.ts';
import { snsTopic } from './sns-topic.ts';
import { snsTopicPolicy } from './sns-topic-policy.ts';
import { ssmParameter } from './ssm-parameter.ts';

/** Every resource type with local behaviour; one file a type beside this one. */
export const resourceTypes: readonly AnyResourceType[] = [
  apigatewayAccount,
  apigatewayApiKey,
  apigatewayDeployment,
  apigatewayGatewayResponse,
  apigatewayMethod,
  apigatewayModel,
  apigatewayRequestValidator,
  apigatewayResource,
  apigatewayRestApi,
  apigatewayStage,
  apigatewayUsagePlan,
  apigatewayUsagePlanKey,
  dynamodbTable,
  codebuildProject,
  codebuildReportGroup,
  codecommitRepository,
  codedeployApplication,
  codedeployDeploymentConfig,
  codedeployDeploymentGroup,
  codePipelinePipeline,
  eventsRule,

  ecrRepository,
  iamManagedPolicy,
  iamPolicy,
  iamRole,
  kmsAlias,
  kmsKey,
  s3Bucket,
  s3BucketPolicy,
  secretsManagerSecret,
  ssmParameter,
  cloudwatchAlarm,
  cloudwatchCompositeAlarm,
  cloudwatchDashboard,
  snsSubscription,
  snsTopic,
  snsTopicPolicy,
  lambdaAlias,
  lambdaEventInvokeConfig,
  lambdaFunction,
  lambdaPermission,
  lambdaVersion,
  logsLogGroup,
  logsLogStream,
  logsMetricFilter,
];
