import type { GetSamplingRulesCommandInput, GetSamplingRulesCommandOutput } from '@aws-sdk/client-xray';
import type { Context, Output } from '../../../kernel/service.ts';
import { defaultRule } from '../default-rule.ts';

/** https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingRules.html */
export function getSamplingRules(
  _input: GetSamplingRulesCommandInput,
  context: Context,
): Output<GetSamplingRulesCommandOutput> {
  const at = new Date(0);
  return { SamplingRuleRecords: [{ SamplingRule: defaultRule(context), CreatedAt: at, ModifiedAt: at }] };
}
