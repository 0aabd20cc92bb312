import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ResourceContext } from '../../../rehearsal/services/cloudformation/resource-type.ts';
import { cloudwatchAlarm } from '../../../rehearsal/services/cloudformation/resources/cloudwatch-alarm.ts';
import { cloudwatchCompositeAlarm } from '../../../rehearsal/services/cloudformation/resources/cloudwatch-composite-alarm.ts';
import { cloudwatchDashboard } from '../../../rehearsal/services/cloudformation/resources/cloudwatch-dashboard.ts';
import { snsSubscription } from '../../../rehearsal/services/cloudformation/resources/sns-subscription.ts';
import { snsTopic } from '../../../rehearsal/services/cloudformation/resources/sns-topic.ts';
import { snsTopicPolicy } from '../../../rehearsal/services/cloudformation/resources/sns-topic-policy.ts';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { sns } from '../../../rehearsal/services/sns/index.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let context: ResourceContext;
beforeEach(async () => {
  local = await startTestRehearsal([cloudwatch, sns]);
  const scope = local.rehearsal.kernel.scope(REGION);
  context = Object.assign(Object.create(scope), {
    stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/s/1',
    stackName: 's',
    logicalId: 'Resource',
    token: 'token',
    generateName: () => 's-Resource-ABC',
    client: (clientClass: Parameters<typeof scope.clients.asService>[0]) =>
      scope.clients.asService(clientClass, 'cloudformation.amazonaws.com', REGION),
  });
});
afterEach(() => local.stop());

const describeAlarm = async (name: string) =>
  (await local.client(CloudWatchClient).send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0];

test('an alarm on an expression, created, changed and deleted', async () => {
  const metric = (Id: string) => ({
    Id,
    ReturnData: 'false',
    MetricStat: {
      Metric: { Namespace: 'AWS/Lambda', MetricName: Id, Dimensions: [{ Name: 'FunctionName', Value: 'f' }] },
      Period: '60',
      Stat: 'Sum',
    },
  });
  const given = {
    AlarmDescription: 'rate',
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: '2',
    Metrics: [
      { Id: 'rate', Expression: '100*errors/invocations', Label: 'rate' },
      metric('errors'),
      metric('invocations'),
    ],
    Threshold: '5.5',
    TreatMissingData: 'notBreaching',
    Tags: [{ Key: 'a', Value: '1' }],
  };
  const created = await cloudwatchAlarm.create(given, context);
  expect(created).toEqual({
    physicalId: 's-Resource-ABC',
    attributes: { Arn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:s-Resource-ABC` },
  });
  expect(await cloudwatchAlarm.create(given, context)).toEqual(created);
  expect(await describeAlarm(created.physicalId)).toMatchObject({
    Threshold: 5.5,
    EvaluationPeriods: 2,
    Metrics: [{ Id: 'rate' }, { ReturnData: false }, {}],
  });
  await cloudwatchAlarm.update(
    created.physicalId,
    { ...given, Threshold: 7, Tags: [{ Key: 'b', Value: '2' }] },
    given,
    context,
  );
  expect(await describeAlarm(created.physicalId)).toMatchObject({ Threshold: 7 });
  const ResourceARN = String(created.attributes.Arn);
  const { Tags } = await local.client(CloudWatchClient).send(new ListTagsForResourceCommand({ ResourceARN }));
  expect(Tags).toEqual([{ Key: 'b', Value: '2' }]);
  const both = await cloudwatchCompositeAlarm.create(
    { AlarmName: 'both', AlarmRule: `ALARM(${ResourceARN})` },
    context,
  );
  await cloudwatchCompositeAlarm.delete(both.physicalId, { AlarmRule: 'FALSE' }, context);
  await cloudwatchAlarm.delete(created.physicalId, given, context);
  await cloudwatchAlarm.delete(created.physicalId, given, context);
  expect(await describeAlarm(created.physicalId)).toBeUndefined();
});

test('a property that is not handled is refused by name', () => {
  expect(() => cloudwatchAlarm.properties.parse({ EvaluationPeriods: 1, ThresholdMetricId: 'x' })).toThrow(
    'ThresholdMetricId',
  );
});

test('a dashboard is kept', async () => {
  const { physicalId } = await cloudwatchDashboard.create({ DashboardBody: '{"widgets":[]}' }, context);
  const client = local.client(CloudWatchClient);
  expect(await client.send(new GetDashboardCommand({ DashboardName: physicalId }))).toMatchObject({
    DashboardBody: '{"widgets":[]}',
  });
  await cloudwatchDashboard.delete(physicalId, { DashboardBody: '{}' }, context);
  await cloudwatchDashboard.delete(physicalId, { DashboardBody: '{}' }, context);
});

test('a topic with its subscriptions and policy', async () => {
  const client = local.client(SNSClient);
  const email = (Endpoint: string) => ({ Protocol: 'email', Endpoint });
  const given = { DisplayName: 'Alarms', Subscription: [email('a@example.com')] };
  const { physicalId: TopicArn, attributes } = await snsTopic.create(given, context);
  expect(attributes).toEqual({ TopicArn, TopicName: 's-Resource-ABC' });
  await snsTopic.update(TopicArn, { Subscription: [email('b@example.com')] }, given, context);
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions?.map(({ Endpoint }) => Endpoint)).toEqual(['b@example.com']);

  const publish = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sns:Publish', Resource: TopicArn };
  const PolicyDocument = { Version: '2012-10-17', Statement: [publish] };
  const policy = { PolicyDocument, Topics: [TopicArn] };
  const { physicalId } = await snsTopicPolicy.create(policy, context);
  const topic = async () => (await client.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes;
  expect(await topic()).toMatchObject({ Policy: JSON.stringify(PolicyDocument), DisplayName: '' });
  await snsTopicPolicy.delete(physicalId, policy, context);
  expect((await topic())?.Policy).toContain('__default_policy_ID');

  const filtered = {
    TopicArn,
    Protocol: 'email',
    Endpoint: 'c@example.com',
    FilterPolicy: { a: ['b'] },
    FilterPolicyScope: 'MessageBody',
  };
  const { physicalId: SubscriptionArn } = await snsSubscription.create(filtered, context);
  const subscription = async () =>
    (await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;
  expect(await subscription()).toMatchObject({ FilterPolicy: '{"a":["b"]}', FilterPolicyScope: 'MessageBody' });
  const { FilterPolicy: _policy, ...unfiltered } = filtered;
  await snsSubscription.update(SubscriptionArn, unfiltered, filtered, context);
  expect((await subscription())?.FilterPolicy).toBeUndefined();
  await snsSubscription.delete(SubscriptionArn, unfiltered, context);
  await snsTopic.delete(TopicArn, given, context);
  await snsTopicPolicy.delete(physicalId, policy, context);
  await snsTopic.delete(TopicArn, given, context);
});
