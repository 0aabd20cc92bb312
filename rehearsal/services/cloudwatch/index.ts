import * as sdk from '@aws-sdk/client-cloudwatch';
import type { Kernel, Operations, Service } from '../../kernel/service.ts';
import { runActions, watchAlarms } from './alarm/runner.ts';
import { authorization } from './authorization.ts';
import { metricStore } from './metrics/metric-store.ts';
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from './operations/dashboards.ts';
import { deleteAlarms } from './operations/delete-alarms.ts';
import { describeAlarmHistory } from './operations/describe-alarm-history.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { describeAlarmsForMetric } from './operations/describe-alarms-for-metric.ts';
import { disableAlarmActions, enableAlarmActions } from './operations/enable-alarm-actions.ts';
import { getMetricData } from './operations/get-metric-data.ts';
import { getMetricStatistics } from './operations/get-metric-statistics.ts';
import { listMetrics } from './operations/list-metrics.ts';
import { putCompositeAlarm } from './operations/put-composite-alarm.ts';
import { putMetricAlarm } from './operations/put-metric-alarm.ts';
import { putMetricData } from './operations/put-metric-data.ts';
import { setAlarmState } from './operations/set-alarm-state.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tag-resource.ts';

/** Services report at one-minute resolution. */
const SERVICE_RESOLUTION_MS = 60_000;

export const cloudwatch = {
  signingName: 'monitoring',
  sdk,
  operations: {
    DeleteAlarms: deleteAlarms,
    DeleteDashboards: deleteDashboards,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarms: describeAlarms,
    DescribeAlarmsForMetric: describeAlarmsForMetric,
    DisableAlarmActions: disableAlarmActions,
    EnableAlarmActions: enableAlarmActions,
    GetDashboard: getDashboard,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListDashboards: listDashboards,
    ListMetrics: listMetrics,
    ListTagsForResource: listTagsForResource,
    PutCompositeAlarm: putCompositeAlarm,
    PutDashboard: putDashboard,
    PutMetricAlarm: putMetricAlarm,
    PutMetricData: putMetricData,
    SetAlarmState: setAlarmState,
    TagResource: tagResource,
    UntagResource: untagResource,
  } satisfies Operations<typeof sdk>,
  authorization,
  start: (kernel: Kernel) => {
    const store = metricStore(kernel);
    kernel.shutdown.addEventListener('abort', () => store.close(), { once: true });
    kernel.telemetry.onMetric(({ region, namespace, name, dimensions, value, unit, timestampMs }) => {
      const metric = { account: kernel.account, region, namespace, name, dimensions };
      store.addValue(metric, unit ?? 'None', timestampMs, value, 1, SERVICE_RESOLUTION_MS);
    });
  },
  resume: (kernel: Kernel) => {
    for (const region of kernel.regions()) runActions(kernel.scope(region));
    watchAlarms(kernel);
  },
} satisfies Service;
