import * as sdk from '@aws-sdk/client-eventbridge';
import type { Kernel, Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { resumeDeliveries } from './deliveries.ts';
import { dispatch, resumeSchedules } from './dispatch.ts';
import * as buses from './operations/buses.ts';
import { putEvents, testEventPattern } from './operations/events.ts';
import * as rules from './operations/rules.ts';
import * as targets from './operations/targets.ts';

export const eventbridge = {
  signingName: 'events',
  sdk,
  operations: {
    PutRule: rules.putRule,
    DescribeRule: rules.describeRule,
    ListRules: rules.listRules,
    DeleteRule: rules.deleteRule,
    EnableRule: rules.enableRule,
    DisableRule: rules.disableRule,
    PutTargets: targets.putTargets,
    RemoveTargets: targets.removeTargets,
    ListTargetsByRule: targets.listTargetsByRule,
    ListRuleNamesByTarget: targets.listRuleNamesByTarget,
    PutEvents: putEvents,
    TestEventPattern: testEventPattern,
    CreateEventBus: buses.createEventBus,
    DescribeEventBus: buses.describeEventBus,
    ListEventBuses: buses.listEventBuses,
    DeleteEventBus: buses.deleteEventBus,
    ListTagsForResource: buses.listTagsForResource,
    TagResource: buses.tagResource,
    UntagResource: buses.untagResource,
  } satisfies Operations<typeof sdk>,
  authorization,
  start: (kernel: Kernel) => kernel.bus.subscribe('eventbridge', (event) => dispatch(kernel, event)),
  resume: (kernel: Kernel) => {
    resumeDeliveries(kernel);
    resumeSchedules(kernel);
  },
} satisfies Service;
