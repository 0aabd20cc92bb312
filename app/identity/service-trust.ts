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
