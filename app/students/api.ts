import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import * as z from 'zod/mini';
import type { CanaryFunction } from '../release/canary-function.ts';
import {
  ADD_PATH,
  ALIAS_NAME,
  ALIAS_STAGE_VARIABLE,
  API_STAGE_NAME,
  BURST_LIMIT,
  GET_PATH,
  PARTITION_KEY,
  QUOTA_PER_MONTH,
  RATE_LIMIT_PER_SECOND,
  Student,
} from './contract.ts';

/** Properties of `StudentsApi`. */
export interface StudentsApiProps {
  /** Physical name of the API; the usage plan and the access logs are named after it. */
  readonly apiName: string;
  /** Encrypts the logs. */
  readonly key: kms.IKey;
  readonly logRetentionDays: number;
}

/** One line of JSON a request. `apiKeyId` says who called; the key's value is not logged. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  apiKeyId: '$context.identity.apiKeyId',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  error: '$context.error.message',
  traceId: '$context.xrayTraceId',
});

const ALLOW_ORIGIN = { 'Access-Control-Allow-Origin': "'*'" };

/**
 * The regional REST API. It is created before the functions, whose hooks call it, and `connect` joins the two.
 *
 * Logs need the account's CloudWatch role for API Gateway (`AWS::ApiGateway::Account`). That is one setting of a whole
 * account and region, so it belongs to the account's baseline and not to a stack of which there may be two.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class StudentsApi extends Construct {
  /** Base URL with the stage and a trailing slash, from names only: it depends on no deployment of the API. */
  readonly url: string;
  readonly apiKeyId: string;
  readonly apiKeyArn: string;
  private readonly api: apigateway.RestApi;

  constructor(scope: Construct, id: string, props: StudentsApiProps) {
    super(scope, id);
    const stack = cdk.Stack.of(this);
    const logGroup = (logGroupId: string, logGroupName: string) =>
      new logs.LogGroup(this, logGroupId, {
        logGroupName,
        encryptionKey: props.key,
        retention: props.logRetentionDays,
        removalPolicy: cdk.RemovalPolicy.DESTROY,
      });
    this.api = new apigateway.RestApi(this, 'Api', {
      restApiName: props.apiName,
      description: 'Adds students and looks them up',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: false,
      deployOptions: {
        stageName: API_STAGE_NAME,
        variables: { [ALIAS_STAGE_VARIABLE]: ALIAS_NAME },
        tracingEnabled: true,
        metricsEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        // Of the whole stage, whatever the number of keys.
        throttlingRateLimit: RATE_LIMIT_PER_SECOND,
        throttlingBurstLimit: BURST_LIMIT,
        accessLogDestination: new apigateway.LogGroupLogDestination(
          logGroup('AccessLogs', `/aws/apigateway/${props.apiName}`),
        ),
        accessLogFormat: apigateway.AccessLogFormat.custom(ACCESS_LOG_FORMAT),
      },
      defaultCorsPreflightOptions: {
        allowOrigins: apigateway.Cors.ALL_ORIGINS,
        allowMethods: ['GET', 'POST', 'OPTIONS'],
        allowHeaders: ['Content-Type', 'X-Api-Key'],
      },
    });
    // API Gateway would make this group itself, without encryption and kept for ever.
    const executionLogs = logGroup(
      'ExecutionLogs',
      `API-Gateway-Execution-Logs_${this.api.restApiId}/${API_STAGE_NAME}`,
    );
    this.api.deploymentStage.node.addDependency(executionLogs);

    const key = new apigateway.ApiKey(this, 'Key', { description: `Key of ${props.apiName}` });
    const plan = new apigateway.UsagePlan(this, 'UsagePlan', {
      name: props.apiName,
      throttle: { rateLimit: RATE_LIMIT_PER_SECOND, burstLimit: BURST_LIMIT },
      quota: { limit: QUOTA_PER_MONTH, period: apigateway.Period.MONTH },
      apiStages: [{ stage: this.api.deploymentStage }],
    });
    plan.addApiKey(key);

    this.apiKeyId = key.keyId;
    this.apiKeyArn = stack.formatArn({
      service: 'apigateway',
      account: '',
      resource: '/apikeys',
      resourceName: key.keyId,
    });
    this.url = `https://${this.api.restApiId}.execute-api.${stack.region}.${stack.urlSuffix}/${API_STAGE_NAME}/`;
    this.addGatewayResponses();
  }

  /** Adds the two methods, each with an integration that the stage variable points to an alias. */
  connect(functions: { readonly add: CanaryFunction; readonly get: CanaryFunction }): void {
    const schema = z.toJSONSchema(Student, { target: 'draft-4' });
    const model = new apigateway.CfnModel(this, 'StudentModel', {
      restApiId: this.api.restApiId,
      name: 'Student',
      description: 'A student, as a request brings it',
      contentType: 'application/json',
      schema,
    });
    // A change of the model has to make a new deployment of the API, as one of a method does.
    this.api.latestDeployment?.addToLogicalId({ schema });
    const requestValidator = this.api.addRequestValidator('Validator', {
      requestValidatorName: 'parameters-and-body',
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const options = {
      apiKeyRequired: true,
      requestValidator,
      requestParameters: { [`method.request.querystring.${PARTITION_KEY}`]: true },
    };
    this.api.root.addResource(ADD_PATH).addMethod('POST', this.integration(functions.add), {
      ...options,
      requestModels: { 'application/json': apigateway.Model.fromModelName(this, 'Body', model.ref) },
    });
    this.api.root.addResource(GET_PATH).addMethod('GET', this.integration(functions.get), options);
    this.allowInvoke(functions.add, 'POST', ADD_PATH);
    this.allowInvoke(functions.get, 'GET', GET_PATH);
  }

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html */
  private integration({ function: fn }: CanaryFunction): apigateway.Integration {
    const { partition, region } = cdk.Stack.of(this);
    const alias = `${fn.functionArn}:\${stageVariables.${ALIAS_STAGE_VARIABLE}}`;
    return new apigateway.Integration({
      type: apigateway.IntegrationType.AWS_PROXY,
      integrationHttpMethod: 'POST',
      uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${alias}/invocations`,
    });
  }

  /** On the alias that the stage variable names: this method of this stage may invoke it, and nothing else may. */
  private allowInvoke({ alias }: CanaryFunction, method: string, path: string): void {
    alias.addPermission('Api', {
      principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.api.arnForExecuteApi(method, `/${path}`, API_STAGE_NAME),
    });
  }

  /** Says in a 400 which parameter or field is wrong, and lets a browser read every error of the gateway. */
  private addGatewayResponses(): void {
    const respond = (id: string, type: apigateway.ResponseType, template: string) =>
      this.api.addGatewayResponse(id, {
        type,
        responseHeaders: ALLOW_ORIGIN,
        templates: { 'application/json': template },
      });
    const message = '{"message":$context.error.messageString}';
    const detailed = '{"message":$context.error.messageString,"detail":"$context.error.validationErrorString"}';
    respond('BadParameters', apigateway.ResponseType.BAD_REQUEST_PARAMETERS, message);
    respond('BadBody', apigateway.ResponseType.BAD_REQUEST_BODY, detailed);
    respond('ClientError', apigateway.ResponseType.DEFAULT_4XX, message);
    respond('ServerError', apigateway.ResponseType.DEFAULT_5XX, message);
  }
}
