import * as cdk from 'aws-cdk-lib';
import * as cxapi from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';

/** Where the role of an ARN template lives. @default - the account and region of the pipeline */
export interface RoleLocation {
  readonly account?: string;
  readonly region?: string;
}

/**
 * The ARN of a role of the bootstrap stack, with every placeholder (`${AWS::AccountId}` and so on) resolved.
 * https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export function resolveRoleArn(scope: Construct, arn: string, location: RoleLocation = {}): string {
  const stack = cdk.Stack.of(scope);
  return cxapi.EnvironmentPlaceholders.replace(arn, {
    accountId: location.account ?? stack.account,
    region: location.region ?? stack.region,
    partition: stack.partition,
  });
}

/** The two bootstrap roles with which the CDK CLI deploys the pipeline's own stack. */
export function ownStackRoleArns(scope: Construct): string[] {
  const stack = cdk.Stack.of(scope);
  const qualifier = stack.synthesizer.bootstrapQualifier ?? cdk.DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  return [
    cdk.DefaultStackSynthesizer.DEFAULT_DEPLOY_ROLE_ARN,
    cdk.DefaultStackSynthesizer.DEFAULT_FILE_ASSET_PUBLISHING_ROLE_ARN,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CDK's own placeholder
  ].map((template) => resolveRoleArn(scope, template.replaceAll('${Qualifier}', qualifier)));
}
