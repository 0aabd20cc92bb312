import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * The permissions boundary of the environment that a construct is deployed to: the most that any of its roles can do. The
 * bootstrap stack makes it (`policies/bootstrap.yaml`), and CloudFormation may make no role without it.
 */
export function roleBoundary(scope: Construct, id: string): iam.IManagedPolicy {
  const { account, region, synthesizer } = cdk.Stack.of(scope);
  const qualifier = synthesizer.bootstrapQualifier ?? cdk.DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  return iam.ManagedPolicy.fromManagedPolicyName(scope, id, `cdk-${qualifier}-role-boundary-${account}-${region}`);
}
