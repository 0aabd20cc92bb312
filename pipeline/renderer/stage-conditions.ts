import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ExactRole } from '../../app/identity/exact-role.ts';
import {
  type AlarmRule,
  type ConditionRule,
  type DeploymentWindowRule,
  renderRule,
  type VariableRule,
} from './condition-rules.ts';

/** What has to hold for a release to enter a stage, as data of an environment. */
export type EntryRule = AlarmRule | DeploymentWindowRule;

/** The time after a stage's last action in which alarms may still take the release back. */
export interface Bake {
  readonly minutes: number;
  /** Alarms of the pipeline's account and region. One that turns red ends the bake at once. */
  readonly alarmNames: readonly string[];
  /** What a red alarm does. @default rollback */
  readonly onAlarm?: 'rollback' | 'fail';
}

/**
 * Conditions of one stage.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
 */
export interface StageConditions {
  /** All of them have to hold, or the release fails before the stage's first action. @default - none */
  readonly beforeEntry?: readonly ConditionRule[];
  /**
   * Where it does not hold, the release passes the stage over and goes on with the next: the stage is `Skipped`. In place of
   * `beforeEntry`, as a stage has one condition of entry. @default - the stage is always entered
   */
  readonly onlyIf?: VariableRule;
  /** The stage has not succeeded, and the next is not entered, before the bake is over. @default - no bake */
  readonly bake?: Bake;
  /**
   * What a failed stage does by itself: go back to the last release that passed it (of the pipeline's present
   * structure), or run the failed actions once more.
   *
   * @default - it stays failed until somebody acts
   */
  readonly onFailure?: 'rollback' | 'retryFailedActions';
}

type StageProperties = codepipeline.CfnPipeline.StageDeclarationProperty;

/** Conditions as CodePipeline takes them, and the roles that its rules run with. */
export interface RenderedConditions {
  readonly properties: Pick<StageProperties, 'beforeEntry' | 'onSuccess' | 'onFailure'>;
  readonly roles: readonly ExactRole[];
}

/** A stage has one condition of each kind, with this many rules: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Condition.html */
export const RULES_PER_CONDITION_MAX = 5;

/**
 * Renders the conditions of a stage. The shapes follow the rule reference; they were not run on a real account.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html
 *
 * @param assumedBy the pipeline's role, which assumes a rule's role
 * @throws Error when a condition has more rules than CodePipeline takes, or a stage two conditions of entry
 */
export function renderStageConditions(
  scope: Construct,
  conditions: StageConditions,
  assumedBy: iam.IPrincipal,
): RenderedConditions {
  const roles: ExactRole[] = [];
  const condition = (when: string, result: string, rules: readonly (readonly [string, ConditionRule])[]) => {
    if (rules.length > RULES_PER_CONDITION_MAX) {
      throw new Error(
        `stage '${scope.node.id}' has ${rules.length} rules ${when}; CodePipeline takes ${RULES_PER_CONDITION_MAX}: ` +
          'watch several alarms by one composite alarm',
      );
    }
    const rendered = rules.map(([name, rule]) => renderRule({ scope, assumedBy, when }, name, rule));
    roles.push(...rendered.flatMap(({ role }) => role ?? []));
    return { conditions: [{ result, rules: rendered.map(({ declaration }) => declaration) }] };
  };
  const { beforeEntry = [], onlyIf, bake } = conditions;
  if (beforeEntry.length > 0 && onlyIf !== undefined) {
    throw new Error(
      `stage '${scope.node.id}' has both beforeEntry and onlyIf; CodePipeline takes one condition of entry`,
    );
  }
  const entry = beforeEntry.map((rule, index) => [`${NAMES[rule.kind]}${index + 1}`, rule] as const);
  const watched = (bake?.alarmNames ?? []).map(
    (alarmName, index) => [`Bake${index + 1}`, { kind: 'alarm', alarmName, waitMinutes: bake?.minutes ?? 0 }] as const,
  );
  return {
    roles,
    properties: {
      ...(entry.length > 0 ? { beforeEntry: condition('before a stage is entered', 'FAIL', entry) } : {}),
      ...(onlyIf === undefined
        ? {}
        : { beforeEntry: condition('before a stage is entered', 'SKIP', [[onlyIf.name, onlyIf]]) }),
      ...(watched.length > 0
        ? { onSuccess: condition('while a stage bakes', bake?.onAlarm === 'fail' ? 'FAIL' : 'ROLLBACK', watched) }
        : {}),
      ...(conditions.onFailure === 'rollback' ? { onFailure: { result: 'ROLLBACK' } } : {}),
      ...(conditions.onFailure === 'retryFailedActions'
        ? { onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'FAILED_ACTIONS' } } }
        : {}),
    },
  };
}

const NAMES = { alarm: 'Alarm', deploymentWindow: 'Window', function: 'Function', variable: 'Variable' } as const;
