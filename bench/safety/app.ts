import * as cdk from 'aws-cdk-lib';
import { STACK } from './cdk.ts';
import { SafetyStack } from './stack.ts';

/* The CDK app of the benchmark: what `cdk synth` runs. The product's own synthesis validates the same constructs. */
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
if (account === undefined || region === undefined) throw new Error('Run it with the CDK: it tells account and region');
const app = new cdk.App({ builtinCloudFormationValidation: false });
new SafetyStack(app, STACK, { env: { account, region } });
