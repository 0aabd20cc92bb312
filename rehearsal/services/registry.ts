import type { Service } from '../kernel/service.ts';
import { cloudwatch } from './cloudwatch/index.ts';
import { codedeploy } from './codedeploy/index.ts';
import { ecr } from './ecr/index.ts';
import { eventbridge } from './eventbridge/index.ts';
import { iam } from './iam/index.ts';
import { kms } from './kms/index.ts';
import { s3 } from './s3/index.ts';
import { sns } from './sns/index.ts';
import { ssm } from './ssm/index.ts';
import { codebuild } from './codebuild/index.ts';
import { sts } from './sts/index.ts';

/** Every service of the rehearsal. Adding one: a folder beside these, and its line here. */
export const services: readonly Service[] = [codebuild, cloudwatch, codedeploy, ecr, eventbridge, iam, kms, s3, sns, ssm, sts];
