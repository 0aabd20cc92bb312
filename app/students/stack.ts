import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import * as z from 'zod/mini';
import type { ReleasedAlias } from '../../hooks/alias-guard/contract.ts';
import type { CaptureTable } from '../../hooks/pre-traffic/shadow/captured.ts';
import { CanaryFunction } from '../release/canary-function.ts';
import { captureStatement, captureTable, readCapturedStatement } from '../release/capture-table.ts';
import { PassportParameters } from '../release/passport-parameters.ts';
import type { StageConfiguration } from '../stage-configuration.ts';
import { StudentsApi } from './api.ts';
import {
  ADD_FUNCTION_NAME,
  ALIAS_NAME,
  GET_FUNCTION_NAME,
  type HandlerEnvironment,
  PARTITION_KEY,
  TABLE_NAME,
} from './contract.ts';
import { CaptureEnvironment } from './handlers/capture.ts';
import { GET_SHADOW } from './shadow-events.ts';
import { ADD_CHECKS, GET_CHECKS, STUDENT_ROUND_TRIP } from './smoke.ts';
import {
  cleanUpStatements,
  readStatements,
  seedStatements,
  studentTable,
  writeKeyStatement,
  writeStatements,
} from './table.ts';

/** Name of the service in logs, metrics and traces. */
const SERVICE_NAME = 'students';
/** Shorter than API Gateway's 29 s, so that a slow answer is counted as this function's error. */
const HANDLER_TIMEOUT = cdk.Duration.seconds(10);
const HANDLER_MEMORY_MEGABYTES = 512;
/**
 * At the usage plan's 100 requests/s this allows 200 ms a request. An account whose concurrency quota is still the
 * 10 of a new one has to raise it first: Lambda refuses to reserve the last ten.
 */
const HANDLER_CONCURRENCY = 20;
/** Days in which the deletion of the key can be taken back. */
const KEY_PENDING_DAYS = 30;

/** Properties of `StudentsStack`. */
export interface StudentsStackProps extends cdk.StackProps {
  readonly configuration: StageConfiguration;
  /** Whether a version needs a passport of the pipeline that deploys the stack. @default false */
  readonly demandsPassports?: boolean;
}

/** Capturing, from the sides of the function and of its hook. */
interface FunctionCapture {
  readonly environment: Readonly<Record<string, string>>;
  /** Of the function. */
  readonly writeStatements: readonly iam.PolicyStatement[];
  /** Of the hook; it may use the key already. */
  readonly readStatements: readonly iam.PolicyStatement[];
  readonly captured?: CaptureTable;
}

/** The students API: an encrypted table, two functions released by canary, and the REST API before them. */
export class StudentsStack extends cdk.Stack {
  /** Base URL with a trailing slash. */
  readonly apiUrl: cdk.CfnOutput;
  /** Id (not value) of the API key. */
  readonly apiKeyId: cdk.CfnOutput;
  /** The aliases that CodeDeploy shifts. */
  readonly aliases: readonly ReleasedAlias[];

  constructor(scope: Construct, id: string, props: StudentsStackProps) {
    super(scope, id, { description: 'Students API: add students and look them up', ...props });
    const { configuration } = props;
    const { logRetentionDays, retainData } = configuration;
    const prefix = `${configuration.name}-`;

    const key = this.createKey(prefix, retainData);
    const table = studentTable(this, 'Table', { tableName: `${prefix}${TABLE_NAME}`, key, retainData });
    const alarmTopic = this.createAlarmTopic(`${prefix}students-alarms`, key);
    const api = new StudentsApi(this, 'Api', { apiName: `${prefix}students`, key, logRetentionDays });

    const passport = props.demandsPassports === true ? new PassportParameters(this, 'Passport') : undefined;
    const handlerEnvironment: HandlerEnvironment = { TABLE_NAME: table.tableName };
    const common = {
      environment: { ...handlerEnvironment, POWERTOOLS_SERVICE_NAME: SERVICE_NAME },
      timeout: HANDLER_TIMEOUT,
      memoryMegabytes: HANDLER_MEMORY_MEGABYTES,
      reservedConcurrency: HANDLER_CONCURRENCY,
      aliasName: ALIAS_NAME,
      configuration,
      key,
      alarmTopic,
      api: { url: api.url, keyId: api.apiKeyId, keyArn: api.apiKeyArn },
      ...(passport === undefined ? {} : { passport }),
      roundTrip: STUDENT_ROUND_TRIP,
      smokeTable: { tableName: table.tableName, partitionKey: PARTITION_KEY },
      cleanUpStatements: cleanUpStatements(table, key),
    };
    const add = new CanaryFunction(this, 'AddStudentDetails', {
      ...common,
      functionName: `${prefix}${ADD_FUNCTION_NAME}`,
      description: 'Stores a student',
      bundle: 'add-student-details',
      statements: writeStatements(table, key),
      smokeChecks: ADD_CHECKS,
    });
    const getName = `${prefix}${GET_FUNCTION_NAME}`;
    const capture = this.createCapture(configuration, getName, key);
    const get = new CanaryFunction(this, 'GetStudentDetails', {
      ...common,
      functionName: getName,
      description: 'Looks a student up',
      bundle: 'get-student-details',
      environment: { ...common.environment, ...capture.environment },
      statements: [...readStatements(table, key), ...capture.writeStatements],
      smokeChecks: GET_CHECKS,
      shadow: GET_SHADOW,
      seedStatements: seedStatements(table),
      capturedStatements: capture.readStatements,
      ...(capture.captured === undefined ? {} : { captured: capture.captured }),
    });
    api.connect({ add, get });
    this.aliases = [add.released, get.released];

    this.apiUrl = new cdk.CfnOutput(this, 'ApiUrl', { value: api.url, description: 'Base URL of the students API' });
    this.apiKeyId = new cdk.CfnOutput(this, 'ApiKeyId', {
      value: api.apiKeyId,
      description: 'Id of the API key; its value: aws apigateway get-api-key --include-value --api-key <id>',
    });
  }

  /** What one function needs to keep a sample of its requests for the comparison of versions; nothing, where none is configured. */
  private createCapture({ name, capture }: StageConfiguration, functionName: string, key: kms.IKey): FunctionCapture {
    if (capture === undefined) return { environment: {}, writeStatements: [], readStatements: [] };
    const table = captureTable(this, 'Captured', { tableName: `${name}-captured-requests`, key });
    const encoded = z.encode(CaptureEnvironment, { CAPTURE: { ...capture, tableName: table.tableName } });
    return {
      environment: { CAPTURE: encoded.CAPTURE ?? '' },
      writeStatements: [captureStatement(table, functionName), writeKeyStatement(table, key)],
      readStatements: [readCapturedStatement(table, functionName)],
      captured: { tableName: table.tableName, functionName },
    };
  }

  /** One key for the stack's data: the table, its logs and the alarms' topic. */
  private createKey(prefix: string, retainData: boolean): kms.Key {
    const key = new kms.Key(this, 'Key', {
      alias: `${prefix}students`,
      description: `Encrypts table, logs and alarms of ${prefix}students`,
      enableKeyRotation: true,
      pendingWindow: cdk.Duration.days(KEY_PENDING_DAYS),
      removalPolicy: retainData ? cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : cdk.RemovalPolicy.DESTROY,
    });
    const logGroupArn = (name: string) =>
      this.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: name,
        arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME,
      });
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'LogGroupsOfThisStack',
        principals: [new iam.ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: ['*'], // in a key's policy: this key
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': [
              logGroupArn(`/aws/lambda/${prefix}*`),
              logGroupArn(`/aws/apigateway/${prefix}*`),
              logGroupArn('API-Gateway-Execution-Logs_*'),
            ],
          },
        },
      }),
    );
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in a key's policy: this key
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    return key;
  }

  /** Where the alarms tell the people on call; they subscribe outside of the stack. */
  private createAlarmTopic(topicName: string, key: kms.IKey): sns.Topic {
    const topic = new sns.Topic(this, 'AlarmTopic', { topicName, masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    return topic;
  }
}
