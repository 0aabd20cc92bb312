import type { Context, Scope } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { topicNotFound } from './errors.ts';

export interface Topic {
  readonly arn: string;
  readonly name: string;
  /** What CreateTopic and SetTopicAttributes were given. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly subscriptionsDeleted: number;
}

export interface TopicSubscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** FilterPolicy, FilterPolicyScope, RawMessageDelivery and so on, as they were given. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Until the endpoint has confirmed: what it must send back. */
  readonly pendingToken?: string;
}

/** By name. */
export const topics = (scope: Scope): Table<Topic> => scope.table('sns.topics');
/** By ARN, and so in the order of their topics' names. */
export const subscriptions = (scope: Scope): Table<TopicSubscription> => scope.table('sns.subscriptions');

export const subscriptionsOf = (scope: Scope, topicArn: string): TopicSubscription[] =>
  subscriptions(scope).values(`${topicArn}:`);

/** @throws ServiceError NotFound, also for a topic of another account or region */
export function topicByArn(context: Context, arn: string | undefined): Topic {
  const name = (arn ?? '').split(':')[5] ?? '';
  const topic = topics(context).get(name);
  if (topic === undefined || topic.arn !== arn) throw topicNotFound();
  return topic;
}

/** The settings that a topic can be given; anything else is refused by name. */
export const SETTABLE_TOPIC_ATTRIBUTES: readonly string[] = [
  'DisplayName',
  'KmsMasterKeyId',
  'Policy',
  'SignatureVersion',
  'TracingConfig',
];

/** The policy of a topic that was given none: its owner may do everything. */
export function defaultPolicy(topicArn: string, account: string): string {
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });
}
