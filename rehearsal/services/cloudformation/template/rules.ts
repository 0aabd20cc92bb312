import { validation } from '../errors.ts';
import { holds } from './conditions.ts';
import type { Environment } from './evaluate.ts';
import type { Template } from './template.ts';

/**
 * Checks a template's rules against its parameters, before anything is made.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 * @throws ServiceError ValidationError with the descriptions of the assertions that fail
 */
export function checkRules(template: Template, environment: Environment): void {
  const failed: string[] = [];
  for (const [name, rule] of Object.entries(template.Rules ?? {})) {
    if (rule.RuleCondition !== undefined && !holds(rule.RuleCondition, environment)) continue;
    for (const { Assert, AssertDescription } of rule.Assertions)
      if (!holds(Assert, environment)) failed.push(`Rule ${name}: ${AssertDescription ?? JSON.stringify(Assert)}`);
  }
  if (failed.length > 0) throw validation(`Template validation error: ${failed.join('; ')}`);
}
