import type * as sdk from '@aws-sdk/client-cloudwatch';
import { type Authorization, anyResource, eachRequires, type Requirements } from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { alarms } from './alarm/alarm.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */

const alarm = (name: string | undefined, context: Context) => context.arn('cloudwatch', `alarm:${name ?? '*'}`);
/** Dashboards belong to no region. */
const dashboard = (name: string | undefined, { account }: Context) =>
  `arn:aws:cloudwatch::${account}:dashboard/${name}`;
type Names = { AlarmNames?: string[] | undefined };
const namedAlarms = ({ AlarmNames: names = [] }: Names, context: Context) =>
  names.length === 0 ? alarm(undefined, context) : names.map((name) => alarm(name, context));

const operations = {
  ...eachRequires(
    'cloudwatch',
    ['DeleteAlarms', 'DescribeAlarms', 'DisableAlarmActions', 'EnableAlarmActions'],
    namedAlarms,
  ),
  ...eachRequires(
    'cloudwatch',
    ['DescribeAlarmHistory', 'PutCompositeAlarm', 'PutMetricAlarm', 'SetAlarmState'],
    (input: { AlarmName?: string | undefined }, context) => alarm(input.AlarmName, context),
  ),
  ...eachRequires('cloudwatch', ['DescribeAlarmsForMetric'], (_input: object, context) => alarm(undefined, context)),
  ...eachRequires('cloudwatch', ['DeleteDashboards'], (input: { DashboardNames?: string[] | undefined }, context) =>
    (input.DashboardNames ?? []).map((name) => dashboard(name, context)),
  ),
  ...eachRequires(
    'cloudwatch',
    ['GetDashboard', 'PutDashboard'],
    (input: { DashboardName?: string | undefined }, context) => dashboard(input.DashboardName, context),
  ),
  ...eachRequires('cloudwatch', ['PutMetricData'], anyResource, (input: { Namespace?: string | undefined }) => ({
    'cloudwatch:namespace': input.Namespace,
  })),
  ...eachRequires(
    'cloudwatch',
    ['ListTagsForResource', 'TagResource', 'UntagResource'],
    (input: { ResourceARN?: string | undefined }) => input.ResourceARN ?? '',
  ),
  ...eachRequires('cloudwatch', ['GetMetricData', 'GetMetricStatistics', 'ListDashboards', 'ListMetrics'], anyResource),
} satisfies Requirements<typeof sdk>;

/** Of what has tags, the rehearsal knows alarms. */
function resourceKeys(scope: Scope, arn: string) {
  const [, name] = /:alarm:(.+)$/s.exec(arn) ?? [];
  return resourceTags(name === undefined ? undefined : alarms(scope).get(name)?.tags);
}

export const authorization: Authorization = { operations, arnService: 'cloudwatch', resourceKeys };
