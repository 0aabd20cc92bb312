import * as cdk from 'aws-cdk-lib';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ExactRole } from '../../app/identity/exact-role.ts';

/** What has to hold for a release to enter a stage. */
export type EntryRule =
  /** The alarm of the pipeline's account and region must not be in ALARM; it is watched for `waitMinutes`. */
  | { readonly kind: 'alarm'; readonly alarmName: string; readonly waitMinutes: number }
  /** The time must be within the window: a Quartz cron expression (seconds first) in an IANA time zone. */
  | { readonly kind: 'deploymentWindow'; readonly cron: string; readonly timeZone: string };

/**
 * Conditions of one stage.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
 */
export interface StageConditions {
  /** All of them have to hold, or the release fails before the stage's first action. @default - none */
  readonly beforeEntry?: readonly EntryRule[];
  /**
   * What a failed stage does by itself: go back to the last release that passed it (of the pipeline's present
   * structure), or run the failed actions once more.
   *
   * @default - it stays failed until somebody acts
   */
  readonly onFailure?: 'rollback' | 'retryFailedActions';
}

/** Conditions as CodePipeline takes them, and the roles that its rules run with. */
export interface RenderedConditions {
  readonly properties: Pick<codepipeline.CfnPipeline.StageDeclarationProperty, 'beforeEntry' | 'onFailure'>;
  readonly roles: readonly ExactRole[];
}

/**
 * Renders the conditions of a stage. The shapes follow the rule reference; they were not run on a real account.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html
 *
 * @param assumedBy the pipeline's role, which assumes a rule's role
 */
export function renderStageConditions(
  scope: Construct,
  conditions: StageConditions,
  assumedBy: iam.IPrincipal,
): RenderedConditions {
  const roles: ExactRole[] = [];
  const rules = (conditions.beforeEntry ?? []).map((rule, index) => {
    if (rule.kind === 'deploymentWindow') {
      return declareRule(`Window${index + 1}`, 'DeploymentWindow', { Cron: rule.cron, TimeZone: rule.timeZone });
    }
    const role = new ExactRole(scope, `Alarm${index + 1}`, {
      assumedBy,
      description: `Reads the alarm ${rule.alarmName} before a stage is entered`,
      statements: [
        new iam.PolicyStatement({
          actions: ['cloudwatch:DescribeAlarms'],
          resources: [
            cdk.Stack.of(scope).formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: rule.alarmName,
              arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME,
            }),
          ],
        }),
      ],
    });
    roles.push(role);
    return {
      ...declareRule(`Alarm${index + 1}`, 'CloudWatchAlarm', {
        AlarmName: rule.alarmName,
        WaitTime: String(rule.waitMinutes),
      }),
      roleArn: role.roleArn,
    };
  });
  return {
    roles,
    properties: {
      ...(rules.length > 0 ? { beforeEntry: { conditions: [{ result: 'FAIL', rules }] } } : {}),
      ...(conditions.onFailure === 'rollback' ? { onFailure: { result: 'ROLLBACK' } } : {}),
      ...(conditions.onFailure === 'retryFailedActions'
        ? { onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'FAILED_ACTIONS' } } }
        : {}),
    },
  };
}

function declareRule(
  name: string,
  provider: string,
  configuration: Readonly<Record<string, string>>,
): codepipeline.CfnPipeline.RuleDeclarationProperty {
  return { name, ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' }, configuration };
}
