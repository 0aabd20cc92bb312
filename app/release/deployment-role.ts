import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ExactRole } from '../identity/exact-role.ts';
import { serviceTrust } from '../identity/service-trust.ts';

/** What CodeDeploy acts on. */
export interface DeploymentRoleProps {
  /** The one group on whose behalf CodeDeploy may assume the role. */
  readonly deploymentGroupArn: string;
  readonly functionArn: string;
  readonly aliasArn: string;
  readonly hookArns: readonly string[];
  readonly alarmArns: readonly string[];
}

/**
 * The role that CodeDeploy assumes for one deployment group, in place of the managed policy
 * `AWSCodeDeployRoleForLambdaLimited`, whose grants are on every function and every alarm.
 *
 * - `UpdateAlias` and `GetAlias` are authorized on the function, the provisioned concurrency on the alias.
 *   https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 * - `DescribeAlarms` with names is authorized on those alarms by the same reference of CloudWatch; AWS's own managed
 *   policy says `*`. Were CodeDeploy to ask without names, the alarms would be unreadable and the deployment stop.
 * - The deployment group in the trust: https://docs.aws.amazon.com/codedeploy/latest/userguide/security_confused_deputy.html
 */
export function deploymentRole(scope: Construct, id: string, props: DeploymentRoleProps): ExactRole {
  return new ExactRole(scope, id, {
    description: 'Lets CodeDeploy shift one alias, run its hooks and read its alarms',
    assumedBy: serviceTrust(scope, 'codedeploy.amazonaws.com', props.deploymentGroupArn),
    statements: [
      new iam.PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        resources: [props.functionArn, props.aliasArn],
      }),
      new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...props.hookArns] }),
      new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [...props.alarmArns] }),
    ],
  });
}
