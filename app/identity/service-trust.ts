import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A service that may assume a role only on behalf of one resource of this account, so that nobody can make the service
 * act with our role for a resource of theirs (the confused deputy).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 *
 * The user guides of CodePipeline, CodeBuild, CodeDeploy and EventBridge document both keys; that each service sends them in every
 * case was not checked on a real account.
 *
 * @param service such as `codebuild.amazonaws.com`
 * @param sourceArn the exact resource on whose behalf the service acts
 */
export function serviceTrust(scope: Construct, service: string, sourceArn: string): iam.ServicePrincipal {
  return new iam.ServicePrincipal(service, {
    conditions: {
      StringEquals: { 'aws:SourceAccount': cdk.Stack.of(scope).account },
      ArnEquals: { 'aws:SourceArn': sourceArn },
    },
  });
}

/**
 * A service that may assume a role only on behalf of this account, for one of which it is not documented which resource it
 * names. Lambda takes a role of the function's own account only, from somebody who may pass it; the condition holds should
 * that ever not be so. That Lambda sends the key was not checked on a real account; were it not to, the creation of the
 * function would fail, and nothing after it.
 *
 * @param service such as `lambda.amazonaws.com`
 */
export function accountTrust(scope: Construct, service: string): iam.ServicePrincipal {
  return new iam.ServicePrincipal(service, {
    conditions: { StringEquals: { 'aws:SourceAccount': cdk.Stack.of(scope).account } },
  });
}
