import type * as sdk from '@aws-sdk/client-eventbridge';
import { type Authorization, anyResource, eachRequires, passRoles, type Requirements } from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
import { busName, DEFAULT_BUS, ruleArn, rules } from './state.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */

interface OfRule {
  Name?: string | undefined;
  Rule?: string | undefined;
  EventBusName?: string | undefined;
}
const rule = ({ Name, Rule, EventBusName }: OfRule, context: Context) =>
  ruleArn(context, { bus: busName(EventBusName), name: Name ?? Rule ?? '' });
const bus = (name: string | undefined, context: Context) => context.arn('events', `event-bus/${busName(name)}`);

const operations = {
  ...eachRequires(
    'events',
    ['DeleteRule', 'DescribeRule', 'DisableRule', 'EnableRule', 'ListTargetsByRule', 'PutRule', 'RemoveTargets'],
    rule,
  ),
  PutTargets: (input, context) => [
    {
      action: 'events:PutTargets',
      resource: rule(input, context),
      keys: { 'events:TargetArn': (input.Targets ?? []).flatMap(({ Arn }) => Arn ?? []) },
    },
    ...passRoles('events.amazonaws.com', ...(input.Targets ?? []).map(({ RoleArn }) => RoleArn)),
  ],
  PutEvents: (input, context) =>
    (input.Entries ?? []).map(({ EventBusName, Source, DetailType }) => ({
      action: 'events:PutEvents',
      resource: bus(EventBusName, context),
      keys: { 'events:source': Source, 'events:detail-type': DetailType },
    })),
  ...eachRequires(
    'events',
    ['CreateEventBus', 'DeleteEventBus', 'DescribeEventBus'],
    (input: { Name?: string | undefined }, context) => bus(input.Name, context),
  ),
  ...eachRequires(
    'events',
    ['ListTagsForResource', 'TagResource', 'UntagResource'],
    (input: { ResourceARN?: string | undefined }) => input.ResourceARN ?? '',
  ),
  ...eachRequires('events', ['ListEventBuses', 'ListRuleNamesByTarget', 'ListRules', 'TestEventPattern'], anyResource),
} satisfies Requirements<typeof sdk>;

/** Of what has tags, the rehearsal knows rules. */
function resourceKeys(scope: Scope, arn: string) {
  const [, named = ''] = /:rule\/(.+)$/.exec(arn) ?? [];
  return resourceTags(rules(scope).get(named.includes('/') ? named : `${DEFAULT_BUS}/${named}`)?.tags);
}

export const authorization: Authorization = { operations, resourceKeys };
