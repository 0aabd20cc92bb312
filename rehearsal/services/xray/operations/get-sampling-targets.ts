import type { GetSamplingTargetsCommandInput, GetSamplingTargetsCommandOutput } from '@aws-sdk/client-xray';
import type { Context, Output } from '../../../kernel/service.ts';
import { FIXED_RATE, RESERVOIR_PER_SECOND } from '../default-rule.ts';

const INTERVAL_SECONDS = 10;

/** How much each reporter may sample until it asks again. https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingTargets.html */
export function getSamplingTargets(
  input: GetSamplingTargetsCommandInput,
  context: Context,
): Output<GetSamplingTargetsCommandOutput> {
  const documents = input.SamplingStatisticsDocuments ?? [];
  const known = documents.filter(({ RuleName }) => RuleName === 'Default');
  return {
    SamplingTargetDocuments: known.map(() => ({
      RuleName: 'Default',
      FixedRate: FIXED_RATE,
      ReservoirQuota: RESERVOIR_PER_SECOND,
      ReservoirQuotaTTL: new Date(context.clock.now() + INTERVAL_SECONDS * 1000),
      Interval: INTERVAL_SECONDS,
    })),
    LastRuleModification: new Date(0),
    UnprocessedStatistics: documents
      .filter(({ RuleName }) => RuleName !== 'Default')
      .map(({ RuleName = '' }) => ({ RuleName, ErrorCode: 'RuleNotFound', Message: 'Sampling rule not found.' })),
  };
}
