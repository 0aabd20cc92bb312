import * as cdk from 'aws-cdk-lib';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ExactRole } from '../../app/identity/exact-role.ts';

/** The alarm of the pipeline's account and region must not be in ALARM; it is watched for `waitMinutes`. */
export interface AlarmRule {
  readonly kind: 'alarm';
  readonly alarmName: string;
  readonly waitMinutes: number;
}

/** The time must be within the window: a Quartz cron expression (seconds first) in an IANA time zone. */
export interface DeploymentWindowRule {
  readonly kind: 'deploymentWindow';
  readonly cron: string;
  readonly timeZone: string;
}

/** A function of the pipeline's account and region has to agree. */
export interface FunctionRule {
  readonly kind: 'function';
  /** Name of the rule in the stage, such as `Freeze`. */
  readonly name: string;
  readonly functionName: string;
  readonly functionArn: string;
  /** What the function is told, as text. */
  readonly parameters: string;
}

/**
 * A variable that an earlier action has exported is held against a value.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html
 */
export interface VariableRule {
  readonly kind: 'variable';
  /** Name of the rule in the stage, such as `SecurityReview`. */
  readonly name: string;
  /** Reference to the variable, such as `#{Build.RELEASE_VERSION}`. */
  readonly variable: string;
  readonly operator: 'EQ' | 'NE' | 'CONTAINS' | 'MATCHES';
  readonly value: string;
}

/** One check of a stage condition: https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html */
export type ConditionRule = AlarmRule | DeploymentWindowRule | FunctionRule | VariableRule;

/** Who a rule is for and with whom it works. */
export interface RuleContext {
  readonly scope: Construct;
  /** The pipeline's role, which assumes a rule's role. */
  readonly assumedBy: iam.IPrincipal;
  /** When the rule is checked, in the words of the role's description, such as `before a stage is entered`. */
  readonly when: string;
}

/** A rule as CodePipeline takes it, and the role that it runs with, where it calls anything. */
export interface RenderedRule {
  readonly declaration: codepipeline.CfnPipeline.RuleDeclarationProperty;
  readonly role?: ExactRole;
}

/**
 * Renders one rule with a role that may do exactly what the rule does. A window and a variable call nothing and have none.
 *
 * @param name of the rule in its stage, where the rule has none of its own
 */
export function renderRule(context: RuleContext, name: string, rule: ConditionRule): RenderedRule {
  switch (rule.kind) {
    case 'deploymentWindow':
      return {
        declaration: declareRule(name, 'DeploymentWindow', { Cron: rule.cron, TimeZone: rule.timeZone }),
      };
    case 'variable':
      return {
        declaration: declareRule(rule.name, 'VariableCheck', {
          Variable: rule.variable,
          Operator: rule.operator,
          Value: rule.value,
        }),
      };
    case 'alarm':
      return withRole(
        context,
        declareRule(name, 'CloudWatchAlarm', { AlarmName: rule.alarmName, WaitTime: String(rule.waitMinutes) }),
        `Reads the alarm ${rule.alarmName} ${context.when}`,
        'cloudwatch:DescribeAlarms',
        cdk.Stack.of(context.scope).formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName: rule.alarmName,
          arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME,
        }),
      );
    case 'function':
      return withRole(
        context,
        declareRule(rule.name, 'LambdaInvoke', { FunctionName: rule.functionName, UserParameters: rule.parameters }),
        `Asks the function ${rule.functionName} ${context.when}`,
        'lambda:InvokeFunction',
        rule.functionArn,
      );
  }
}

function withRole(
  { scope, assumedBy }: RuleContext,
  declaration: codepipeline.CfnPipeline.RuleDeclarationProperty,
  description: string,
  action: string,
  resource: string,
): RenderedRule {
  const role = new ExactRole(scope, declaration.name ?? '', {
    assumedBy,
    description,
    statements: [new iam.PolicyStatement({ actions: [action], resources: [resource] })],
  });
  return { declaration: { ...declaration, roleArn: role.roleArn }, role };
}

function declareRule(
  name: string,
  provider: string,
  configuration: Readonly<Record<string, string>>,
): codepipeline.CfnPipeline.RuleDeclarationProperty & { readonly name: string } {
  return { name, ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' }, configuration };
}
