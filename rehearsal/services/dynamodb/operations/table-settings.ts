import type * as sdk from '@aws-sdk/client-dynamodb';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { checkPolicy } from '../../../policy/check.ts';
import { refusing } from '../../../policy/document.ts';
import { validation } from '../errors.ts';
import { controlTable, type DynamoTable, saveTable } from '../tables.ts';
import { expireLater } from '../time-to-live.ts';

/** Point-in-time recovery reaches up to five minutes before now. */
const RECOVERY_LAG_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;

function describeBackups(context: Context, { recovery }: DynamoTable): sdk.ContinuousBackupsDescription {
  const { enabled, days, sinceMs = 0 } = recovery;
  const now = context.clock.now();
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: enabled
      ? {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: days,
          EarliestRestorableDateTime: new Date(Math.max(sinceMs, now - days * DAY_MS)),
          LatestRestorableDateTime: new Date(Math.max(sinceMs, now - RECOVERY_LAG_MS)),
        }
      : { PointInTimeRecoveryStatus: 'DISABLED' },
  };
}

function setPolicy(input: sdk.PutResourcePolicyCommandInput, context: Context) {
  const table = controlTable(context, input.ResourceArn);
  refusing(validation, () => checkPolicy(input.Policy ?? '', 'resource'));
  const policy = { document: input.Policy ?? '', revision: uuid() };
  saveTable(context, { ...table, policy });
  return { RevisionId: policy.revision };
}
const noPolicy = (arn: string | undefined) =>
  new ServiceError('PolicyNotFoundException', `Resource-based policy not found for the provided ResourceArn: ${arn}`);

/** Backups, time to live, tags and policies of tables. */
export const settingOperations = {
  DescribeContinuousBackups: (input, context) => ({
    ContinuousBackupsDescription: describeBackups(context, controlTable(context, input.TableName)),
  }),
  UpdateContinuousBackups: (input, context) => {
    const table = controlTable(context, input.TableName);
    const given = input.PointInTimeRecoverySpecification;
    const enabled = given?.PointInTimeRecoveryEnabled === true;
    const days = given?.RecoveryPeriodInDays ?? 35;
    if (days < 1 || days > 35) throw validation('RecoveryPeriodInDays must be between 1 and 35');
    const sinceMs = table.recovery.enabled ? table.recovery.sinceMs : context.clock.now();
    const recovery = { enabled, days, ...(enabled && sinceMs !== undefined ? { sinceMs } : {}) };
    const next: DynamoTable = { ...table, recovery };
    saveTable(context, next);
    return { ContinuousBackupsDescription: describeBackups(context, next) };
  },
  DescribeTimeToLive: (input, context) => {
    const { timeToLive } = controlTable(context, input.TableName);
    return {
      TimeToLiveDescription:
        timeToLive === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive },
    };
  },
  UpdateTimeToLive: (input, context) => {
    const table = controlTable(context, input.TableName);
    const { Enabled: enabled, AttributeName: name } = input.TimeToLiveSpecification ?? {};
    if (enabled === true && table.timeToLive !== undefined) throw validation('TimeToLive is already enabled');
    if (enabled !== true && table.timeToLive === undefined) throw validation('TimeToLive is already disabled');
    if (enabled !== true && table.timeToLive !== name)
      throw validation(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${table.timeToLive}`,
      );
    saveTable(context, { ...table, timeToLive: enabled === true ? name : undefined });
    if (enabled === true) expireLater(context, context.region);
    return { TimeToLiveSpecification: input.TimeToLiveSpecification };
  },
  TagResource: (input, context) => {
    const table = controlTable(context, input.ResourceArn);
    const names = new Set(input.Tags?.map((tag) => tag.Key));
    saveTable(context, { ...table, tags: [...table.tags.filter((tag) => !names.has(tag.Key)), ...(input.Tags ?? [])] });
    return {};
  },
  UntagResource: (input, context) => {
    const table = controlTable(context, input.ResourceArn);
    saveTable(context, { ...table, tags: table.tags.filter((tag) => !input.TagKeys?.includes(tag.Key ?? '')) });
    return {};
  },
  ListTagsOfResource: (input, context) => ({ Tags: [...controlTable(context, input.ResourceArn).tags] }),
  PutResourcePolicy: setPolicy,
  GetResourcePolicy: (input, context) => {
    const { policy } = controlTable(context, input.ResourceArn);
    if (policy === undefined) throw noPolicy(input.ResourceArn);
    return { Policy: policy.document, RevisionId: policy.revision };
  },
  DeleteResourcePolicy: (input, context) => {
    const table = controlTable(context, input.ResourceArn);
    saveTable(context, { ...table, policy: undefined });
    return table.policy === undefined ? {} : { RevisionId: table.policy.revision };
  },
  DescribeContributorInsights: (input, context) => {
    const table = controlTable(context, input.TableName);
    return {
      TableName: table.name,
      ContributorInsightsStatus: table.contributorInsights === true ? ('ENABLED' as const) : ('DISABLED' as const),
    };
  },
  UpdateContributorInsights: (input, context) => {
    const table = controlTable(context, input.TableName);
    const enabled = input.ContributorInsightsAction === 'ENABLE';
    saveTable(context, { ...table, contributorInsights: enabled });
    return {
      TableName: table.name,
      ContributorInsightsStatus: enabled ? ('ENABLING' as const) : ('DISABLING' as const),
    };
  },
} satisfies Operations<typeof sdk>;
