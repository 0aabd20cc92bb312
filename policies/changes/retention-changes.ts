import { listOf, valueAt } from '../template.ts';
import type { Verdict } from './change.ts';
import { canonical, type Resource, same } from './template.ts';

/** A property that says how long something is kept. */
interface Retention {
  readonly property: string;
  readonly unit: string;
  readonly what: string;
  /** What holds where the property is absent; `Infinity` for ever. */
  readonly absent: number;
  /** A value that means for ever. */
  readonly forever?: number;
}

const BACKUPS: Retention = { property: 'BackupRetentionPeriod', unit: 'days', what: 'automated backups', absent: 1 };

const RETENTIONS: Readonly<Record<string, Retention>> = {
  'AWS::Logs::LogGroup': { property: 'RetentionInDays', unit: 'days', what: 'log events', absent: Infinity },
  'AWS::SQS::Queue': { property: 'MessageRetentionPeriod', unit: 'seconds', what: 'messages', absent: 345_600 },
  'AWS::Kinesis::Stream': { property: 'RetentionPeriodHours', unit: 'hours', what: 'records', absent: 24 },
  'AWS::Events::Archive': { property: 'RetentionDays', unit: 'days', what: 'events', absent: Infinity, forever: 0 },
  'AWS::RDS::DBInstance': BACKUPS,
  'AWS::RDS::DBCluster': BACKUPS,
};

/** Types whose engine cannot go back to an older version. */
const ENGINES = new Set([
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBCluster',
  'AWS::OpenSearchService::Domain',
  'AWS::ElastiCache::ReplicationGroup',
]);

/** What the resource forgets earlier than before, and what cannot become old again. */
export function judgeKept(before: Resource, after: Resource): readonly Verdict[] {
  return [...judgeRetentionTime(before, after), ...judgeEngine(before, after), ...judgeBucket(before, after)];
}

function judgeRetentionTime(before: Resource, after: Resource): readonly Verdict[] {
  const retention = RETENTIONS[before.type];
  if (retention === undefined) return [];
  const [old, now] = [before, after].map(({ properties }) => properties[retention.property]);
  if (same(old, now)) return [];
  const [from, to] = [timeOf(retention, old), timeOf(retention, now)];
  if (from !== undefined && to !== undefined && to >= from) return [];
  return [
    {
      class: 'oneWay',
      kind: 'retention-lowered',
      reason:
        from === undefined || to === undefined
          ? `${retention.property} changes to a value that is known at deployment only: if it is lower, ${retention.what} are lost.`
          : `${retention.what} are kept ${tell(to, retention)} instead of ${tell(from, retention)}: older ones are deleted.`,
      remedy: `Export the ${retention.what} that are still wanted, in a release or by hand, before this one.`,
    },
  ];
}

const tell = (time: number, { unit }: Retention): string => (time === Infinity ? 'for ever' : `${time} ${unit}`);

/** @returns undefined where the value is known at deployment only */
function timeOf(retention: Retention, value: unknown): number | undefined {
  if (value === undefined) return retention.absent;
  const time = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (Number.isNaN(time)) return undefined;
  return time === retention.forever ? Infinity : time;
}

function judgeEngine(before: Resource, after: Resource): readonly Verdict[] {
  const [old, now] = [before, after].map(({ properties }) => properties.EngineVersion);
  if (!ENGINES.has(before.type) || now === undefined || same(old, now)) return [];
  return [
    {
      class: 'oneWay',
      kind: 'engine-upgraded',
      reason: `The engine goes from version ${canonical(old)} to ${canonical(now)}: it cannot go back in place.`,
      remedy: 'Take a snapshot before, and try the version on a copy that is restored from it.',
    },
  ];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html */
function judgeBucket(before: Resource, after: Resource): readonly Verdict[] {
  if (before.type !== 'AWS::S3::Bucket') return [];
  const [old, now] = [before, after].map(expirations);
  const shortened = [...(now ?? [])].filter(([where, days]) => days < (old?.get(where) ?? Infinity));
  const versioned = ({ properties }: Resource) =>
    valueAt(properties, 'VersioningConfiguration', 'Status') === 'Enabled';
  return [
    ...shortened.map(([where, days]): Verdict => {
      const earlier = old?.get(where);
      return {
        class: 'oneWay',
        kind: 'expiry-shortened',
        part: where,
        reason: `Objects (${where}) expire after ${days} days instead of ${earlier === undefined ? 'never' : `${earlier} days`}: older ones are deleted.`,
        remedy: 'Copy the objects that are still wanted before this release.',
      };
    }),
    ...(versioned(before) && !versioned(after)
      ? [
          {
            class: 'twoStep',
            kind: 'versioning-suspended',
            reason: 'Objects that are overwritten or deleted from now on cannot be brought back.',
            remedy: 'Leave the versioning on, and let a lifecycle rule expire old versions.',
          } as const,
        ]
      : []),
  ];
}

/** The shortest expiration by the objects that it is for. A value that is no number counts as the shortest. */
function expirations({ properties }: Resource): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const rule of listOf(valueAt(properties, 'LifecycleConfiguration', 'Rules'))) {
    if (valueAt(rule, 'Status') !== 'Enabled') continue;
    const filter = [valueAt(rule, 'Prefix'), valueAt(rule, 'TagFilters')].filter((one) => one !== undefined);
    const which = filter.length === 0 ? 'all' : filter.map(canonical).join(' ').replaceAll('"', '');
    const times: readonly (readonly [string, unknown])[] = [
      [which, valueAt(rule, 'ExpirationInDays')],
      [`old versions of ${which}`, valueAt(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays')],
      [`old versions of ${which}`, valueAt(rule, 'NoncurrentVersionExpirationInDays')],
      [`${which} by date`, valueAt(rule, 'ExpirationDate') === undefined ? undefined : 0],
    ];
    for (const [where, value] of times) {
      if (value === undefined) continue;
      const days = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
      found.set(where, Math.min(found.get(where) ?? Infinity, Number.isNaN(days) ? 0 : days));
    }
  }
  return found;
}
