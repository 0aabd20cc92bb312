import type {
  ListRuleNamesByTargetCommandInput,
  ListTargetsByRuleCommandInput,
  PutTargetsCommandInput,
  RemoveTargetsCommandInput,
  Target,
} from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context } from '../../../kernel/service.ts';
import { busName, requireRule, rules, type StoredTarget } from '../state.ts';

const MOST_TARGETS = 5;
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html: 185 tries in 24 hours. */
const DEFAULT_RETRIES = 185;
/** Settings of targets that are not run here. */
const UNKNOWN = [
  'KinesisParameters',
  'RunCommandParameters',
  'EcsParameters',
  'BatchParameters',
  'SqsParameters',
  'HttpParameters',
  'RedshiftDataParameters',
  'SageMakerPipelineParameters',
  'AppSyncParameters',
] as const;

function toStored(target: Target): StoredTarget {
  const unknown = UNKNOWN.find((name) => target[name] !== undefined);
  if (unknown !== undefined)
    throw new ServiceError('ValidationException', `${unknown} of target ${target.Id} is not supported here`, 400);
  return {
    id: target.Id ?? '',
    arn: target.Arn ?? '',
    retries: target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
    ...(target.RoleArn === undefined ? {} : { roleArn: target.RoleArn }),
    ...(target.Input === undefined ? {} : { input: target.Input }),
    ...(target.InputPath === undefined ? {} : { inputPath: target.InputPath }),
    ...(target.DeadLetterConfig?.Arn === undefined ? {} : { deadLetterArn: target.DeadLetterConfig.Arn }),
    ...(target.InputTransformer === undefined
      ? {}
      : {
          transformer: {
            paths: target.InputTransformer.InputPathsMap ?? {},
            template: target.InputTransformer.InputTemplate ?? '',
          },
        }),
  };
}

const toTarget = (stored: StoredTarget): Target => ({
  Id: stored.id,
  Arn: stored.arn,
  RoleArn: stored.roleArn,
  Input: stored.input,
  InputPath: stored.inputPath,
  InputTransformer:
    stored.transformer === undefined
      ? undefined
      : { InputPathsMap: stored.transformer.paths, InputTemplate: stored.transformer.template },
  DeadLetterConfig: stored.deadLetterArn === undefined ? undefined : { Arn: stored.deadLetterArn },
});

export function putTargets(input: PutTargetsCommandInput, context: Context) {
  const rule = requireRule(context, input.Rule, input.EventBusName);
  const given = (input.Targets ?? []).map(toStored);
  const targets = [...rule.targets.filter((old) => !given.some((target) => target.id === old.id)), ...given];
  if (targets.length > MOST_TARGETS)
    throw new ServiceError(
      'LimitExceededException',
      `The requested resource exceeds the maximum number allowed: ${MOST_TARGETS} targets a rule.`,
    );
  rules(context).put(`${rule.bus}/${rule.name}`, { ...rule, targets });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function removeTargets(input: RemoveTargetsCommandInput, context: Context) {
  const rule = requireRule(context, input.Rule, input.EventBusName);
  const gone = new Set(input.Ids ?? []);
  rules(context).put(`${rule.bus}/${rule.name}`, { ...rule, targets: rule.targets.filter(({ id }) => !gone.has(id)) });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function listTargetsByRule(input: ListTargetsByRuleCommandInput, context: Context) {
  return { Targets: requireRule(context, input.Rule, input.EventBusName).targets.map(toTarget) };
}

export function listRuleNamesByTarget(input: ListRuleNamesByTargetCommandInput, context: Context) {
  const found = rules(context)
    .values(`${busName(input.EventBusName)}/`)
    .filter((rule) => rule.targets.some((target) => target.arn === input.TargetArn));
  return { RuleNames: found.map((rule) => rule.name) };
}
