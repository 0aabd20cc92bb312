import type { SamplingRule } from '@aws-sdk/client-xray';
import type { Scope } from '../../kernel/service.ts';

/** The first request of each second, and this share of the others. */
export const FIXED_RATE = 0.05;
export const RESERVOIR_PER_SECOND = 1;

/** The one rule that every account has: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html */
export const defaultRule = (scope: Scope): SamplingRule => ({
  RuleName: 'Default',
  RuleARN: scope.arn('xray', 'sampling-rule/Default'),
  ResourceARN: '*',
  Priority: 10_000,
  FixedRate: FIXED_RATE,
  ReservoirSize: RESERVOIR_PER_SECOND,
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: '*',
  URLPath: '*',
  Version: 1,
  Attributes: {},
});
