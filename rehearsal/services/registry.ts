import type { Service } from '../kernel/service.ts';
import { apigateway } from './apigateway/index.ts';
import { cloudformation } from './cloudformation/index.ts';
import { cloudwatch } from './cloudwatch/index.ts';
import { codebuild } from './codebuild/index.ts';
import { codecommit } from './codecommit/index.ts';
import { codedeploy } from './codedeploy/index.ts';
import { codepipeline } from './codepipeline/index.ts';
import { dynamodb } from './dynamodb/index.ts';
import { dynamodbStreams } from './dynamodb-streams/index.ts';
import { ecr } from './ecr/index.ts';
import { eventbridge } from './eventbridge/index.ts';
import { iam } from './iam/index.ts';
import { kms } from './kms/index.ts';
import { lambda } from './lambda/index.ts';
import { logs } from './logs/index.ts';
import { s3 } from './s3/index.ts';
import { secretsmanager } from './secretsmanager/index.ts';
import { sns } from './sns/index.ts';
import { ssm } from './ssm/index.ts';
import { sts } from './sts/index.ts';
import { xray } from './xray/index.ts';

/** Every service of the rehearsal. Adding one: a folder beside these, and its line here. */
export const services: readonly Service[] = [
  apigateway,
  dynamodb,
  dynamodbStreams,
  codecommit,
  cloudformation,
  cloudwatch,
  codebuild,
  codedeploy,
  codepipeline,
  ecr,
  eventbridge,
  iam,
  kms,
  lambda,
  logs,
  s3,
  secretsmanager,
  sns,
  ssm,
  sts,
  xray,
];
