import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { ReleasedAlias } from '../../hooks/alias-guard/contract.ts';
import type { Environment } from '../../pipeline/environment.ts';
import { PipelineStack, type PipelineStackProps, type ReleasedStageProps } from '../../pipeline/pipeline-stack.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const env = { account: ACCOUNT, region: REGION };

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/**
 * An app under the feature flags of cdk.json; without CDK's built-in validation, which is not what is tested, and without
 * a stack trace for each element, which a test runner makes costly.
 */
export function newApp(): cdk.App {
  const file = path.join(import.meta.dirname, '../../cdk.json');
  const { context } = cdkJson.parse(JSON.parse(readFileSync(file, 'utf8')));
  return new cdk.App({
    context: { ...context, 'aws:cdk:disable-creation-stack-traces': true },
    builtinCloudFormationValidation: false,
  });
}

/** A small application with one function, whose code is given. */
export class FixtureStage extends cdk.Stage {
  readonly apiUrl: cdk.CfnOutput;
  readonly apiKeyId: cdk.CfnOutput;
  readonly aliases: readonly ReleasedAlias[];

  constructor(
    scope: Construct,
    id: string,
    props: ReleasedStageProps,
    code: string,
    aliases: readonly ReleasedAlias[] = [],
  ) {
    super(scope, id, { env: props.env });
    this.aliases = aliases;
    const stack = new cdk.Stack(this, 'Students');
    new lambda.Function(stack, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(codeDirectory(code)),
    });
    this.apiUrl = new cdk.CfnOutput(stack, 'ApiUrl', { value: 'https://example.com/' });
    this.apiKeyId = new cdk.CfnOutput(stack, 'ApiKeyId', { value: 'key' });
  }
}

export function codeDirectory(code: string): string {
  const directory = path.join(mkdtempSync(path.join(tmpdir(), 'fixture-')), 'code');
  mkdirSync(directory);
  writeFileSync(path.join(directory, 'index.js'), code);
  return directory;
}

export interface Overrides extends Partial<PipelineStackProps> {
  /** Code of the fixture's function. */
  readonly code?: string;
}

/** A valid stage, with some values changed. */
export function environment(overrides: Partial<Environment> = {}): Environment {
  return {
    name: 'Beta',
    shift: { kind: 'allAtOnce' },
    alarms: { errorRatePercent: 5, minimumRequestsPerMinute: 10, latencyP99Ms: 1000, throttles: 1 },
    expected: { requestsPerSecond: 2.5, errorRatePercent: 0.1, slowPercent: 0.1 },
    onInconclusive: 'accept',
    retainData: false,
    logRetentionDays: 30,
    integrationTest: false,
    ...overrides,
  };
}

/** Not the stages that are released: a stage that is added to those changes nothing of what these tests say. */
const BETA_AND_PROD: readonly Environment[] = [
  environment({ name: 'Beta', integrationTest: true }),
  environment({
    name: 'Prod',
    shift: { kind: 'canary', percent: 10, minutes: 5 },
    mustDetect: { errorRatePercent: 20 },
    retainData: true,
    logRetentionDays: 365,
    approval: { approvers: ['release-approvers@example.com'], timeoutMinutes: 10_080 },
  }),
];

/** The pipeline's template, for a tested stage and an approved one unless others are given. */
export function synthesize({ code = 'exports.handler = 1', ...overrides }: Overrides = {}): Template {
  return Template.fromStack(
    new PipelineStack(newApp(), 'SlipwayPipeline', {
      env,
      pipelineName: 'slipway',
      repositoryName: 'slipway',
      repositoryMode: 'create',
      branch: 'main',
      application: (scope, id, props) => new FixtureStage(scope, id, props, code),
      environments: BETA_AND_PROD,
      securityApproval: { approvers: ['security-approvers@example.com'], timeoutMinutes: 10_080 },
      ...overrides,
    }),
  );
}
