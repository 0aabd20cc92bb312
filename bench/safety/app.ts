import * as cdk from 'aws-cdk-lib';
import { STACK } from './cdk.ts';
import { SafetyStack } from './stack.ts';

/* The CDK app of the benchmark: what `cdk deploy` runs. */
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
if (account === undefined || region === undefined) throw new Error('Run it with the CDK: it tells account and region');
new SafetyStack(new cdk.App(), STACK, { env: { account, region } });
