import type {
  DeleteRuleCommandInput,
  DescribeRuleCommandInput,
  EnableRuleCommandInput,
  ListRulesCommandInput,
  PutRuleCommandInput,
} from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { runSchedule } from '../dispatch.ts';
import { parsePattern } from '../pattern.ts';
import { parseSchedule } from '../schedule.ts';
import { busName, DEFAULT_BUS, requireBus, requireRule, ruleArn, rules, type StoredRule } from '../state.ts';

const NAME = /^[.\-_A-Za-z0-9]{1,64}$/;

export function checkPattern(text: string): void {
  try {
    parsePattern(text);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
    throw new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${why}`);
  }
}

export function putRule(input: PutRuleCommandInput, context: Context) {
  const name = input.Name ?? '';
  const bus = busName(input.EventBusName);
  requireBus(context, bus);
  if (!NAME.test(name)) throw new ServiceError('ValidationException', `Rule name is not valid: ${name}`, 400);
  if (input.EventPattern === undefined && input.ScheduleExpression === undefined)
    throw new ServiceError(
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
      400,
    );
  if (input.EventPattern !== undefined) checkPattern(input.EventPattern);
  if (input.ScheduleExpression !== undefined) {
    parseSchedule(input.ScheduleExpression);
    if (bus !== DEFAULT_BUS)
      throw new ServiceError(
        'ValidationException',
        'ScheduleExpression is supported only on the default event bus.',
        400,
      );
  }
  const key = `${bus}/${name}`;
  const before = rules(context).get(key);
  const rule: StoredRule = {
    name,
    bus,
    enabled: input.State !== 'DISABLED',
    targets: before?.targets ?? [],
    tags: before?.tags ?? tagsByName(input.Tags),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
    ...(input.EventPattern === undefined ? {} : { pattern: input.EventPattern }),
    ...(input.ScheduleExpression === undefined ? {} : { schedule: input.ScheduleExpression }),
  };
  rules(context).put(key, rule);
  runSchedule(context.scope(context.region, context.account), key);
  return { RuleArn: ruleArn(context, rule) };
}

const describe = (context: Context, rule: StoredRule) => ({
  Name: rule.name,
  Arn: ruleArn(context, rule),
  EventBusName: rule.bus,
  State: rule.enabled ? ('ENABLED' as const) : ('DISABLED' as const),
  Description: rule.description,
  EventPattern: rule.pattern,
  ScheduleExpression: rule.schedule,
  RoleArn: rule.roleArn,
});

export function describeRule(input: DescribeRuleCommandInput, context: Context) {
  return { ...describe(context, requireRule(context, input.Name, input.EventBusName)), CreatedBy: context.account };
}

export function listRules(input: ListRulesCommandInput, context: Context) {
  const found = rules(context).values(`${busName(input.EventBusName)}/${input.NamePrefix ?? ''}`);
  return { Rules: found.map((rule) => describe(context, rule)) };
}

export function deleteRule(input: DeleteRuleCommandInput, context: Context) {
  const key = `${busName(input.EventBusName)}/${input.Name}`;
  if ((rules(context).get(key)?.targets.length ?? 0) > 0)
    throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.", 400);
  rules(context).delete(key);
  return {};
}

function setEnabled(input: EnableRuleCommandInput, context: Context, enabled: boolean) {
  const { nextMs: _, ...rule } = requireRule(context, input.Name, input.EventBusName);
  const key = `${rule.bus}/${rule.name}`;
  rules(context).put(key, { ...rule, enabled });
  runSchedule(context.scope(context.region, context.account), key);
  return {};
}
export const enableRule = (input: EnableRuleCommandInput, context: Context) => setEnabled(input, context, true);
export const disableRule = (input: EnableRuleCommandInput, context: Context) => setEnabled(input, context, false);
