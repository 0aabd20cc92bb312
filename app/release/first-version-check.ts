import * as cdk from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ALIAS_PROPERTY, FIRST_VERSION_CHECK } from '../../hooks/pre-traffic/first-version.ts';

/**
 * Longest wait for the answer. Above the hook's own time-out, with room for one more attempt: Lambda tries a failed asynchronous
 * invocation again after a minute. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const ANSWER_TIMEOUT = cdk.Duration.minutes(6);

/** What is checked, and by what. */
export interface FirstVersionCheckProps {
  /** The pre-traffic hook: it knows the version, and has the rights to ask it. */
  readonly hook: lambda.IFunction;
  /** Another ARN is another alias, whose first version is checked again. */
  readonly aliasArn: string;
}

/**
 * The smoke checks of a function's first version, before its alias exists. CodeDeploy shifts an alias from one version to another, so
 * it does nothing when the alias is created; this resource asks the pre-traffic hook instead, and fails the stack where a
 * check fails. It is asked again only for another alias: later versions go through CodeDeploy.
 *
 * CloudFormation invokes the hook with the rights with which it deploys the stack, so there is nothing to grant.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html
 */
export function firstVersionCheck(scope: Construct, id: string, props: FirstVersionCheckProps): cdk.CustomResource {
  return new cdk.CustomResource(scope, id, {
    resourceType: FIRST_VERSION_CHECK,
    serviceToken: props.hook.functionArn,
    serviceTimeout: ANSWER_TIMEOUT,
    properties: { [ALIAS_PROPERTY]: props.aliasArn },
  });
}
