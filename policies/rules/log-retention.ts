import type { Rule } from '../rule.ts';

/** Logs do not stay for ever. */
export const logRetention: Rule = {
  id: 'log-retention',
  description:
    'A log group says how long it keeps its events. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html',
  fix: 'Set retention.',
  types: ['AWS::Logs::LogGroup'],
  check: ({ properties }) =>
    properties.RetentionInDays === undefined
      ? [{ finding: 'RetentionInDays', detail: 'RetentionInDays is not set: the events are kept for ever' }]
      : [],
};
