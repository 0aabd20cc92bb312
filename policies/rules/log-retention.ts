import type { Rule } from '../rule.ts';

/** Less than this, and what went wrong before a holiday is gone after it. */
const DAYS_MIN = 30;

/** Logs stay long enough to be asked, and not for ever. */
export const logRetention: Rule = {
  id: 'log-retention',
  description: `A log group says how long it keeps its events, ${DAYS_MIN} days at least. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html`,
  fix: `Set retention, to ${DAYS_MIN} days at least.`,
  types: ['AWS::Logs::LogGroup'],
  check: ({ properties: { RetentionInDays: days } }) => {
    if (days === undefined)
      return [{ finding: 'RetentionInDays', detail: 'RetentionInDays is not set: the events are kept for ever' }];
    // CloudFormation takes digits as well; what is only known at deployment is no number.
    return Number(days) < DAYS_MIN
      ? [{ finding: 'RetentionInDays', detail: `RetentionInDays is ${days}: after that nobody can look back` }]
      : [];
  },
};
