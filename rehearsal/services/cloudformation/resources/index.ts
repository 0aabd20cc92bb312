import type { AnyResourceType } from '../resource-type.ts';
import { cloudwatchAlarm } from './cloudwatch-alarm.ts';
import { cloudwatchCompositeAlarm } from './cloudwatch-composite-alarm.ts';
import { cloudwatchDashboard } from './cloudwatch-dashboard.ts';
import { snsSubscription } from './sns-subscription.ts';
import { snsTopic } from './sns-topic.ts';
import { snsTopicPolicy } from './sns-topic-policy.ts';

/** Every resource type with local behaviour; one file a type beside this one. */
export const resourceTypes: readonly AnyResourceType[] = [
  cloudwatchAlarm,
  cloudwatchCompositeAlarm,
  cloudwatchDashboard,
  snsSubscription,
  snsTopic,
  snsTopicPolicy,
];
