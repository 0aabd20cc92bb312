import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CodeBuildClient, ListProjectsCommand, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MiddlewareStack } from '@smithy/types';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { codebuild } from '../../../rehearsal/services/codebuild/index.ts';
import { dynamodb } from '../../../rehearsal/services/dynamodb/index.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([cloudwatch, codebuild, dynamodb, lambda]);
});
afterAll(() => local.stop());

/** Puts another body in place of the one that the SDK has written. */
function say<I extends object, O extends object>(stack: MiddlewareStack<I, O>, body: unknown): void {
  stack.add(
    (next) => (args) => {
      Object.assign(Object(args.request), { body: JSON.stringify(body) });
      return next(args);
    },
    { step: 'build', priority: 'high' },
  );
}

const refused = (message: string) => ({
  name: 'SerializationException',
  message,
  $metadata: { httpStatusCode: 400 },
});

test.each<[body: unknown, message: string]>([
  [{ projectName: 7 }, "'projectName' has to be a string, and is 7"],
  [
    { projectName: 'p', environmentVariablesOverride: 'A=1' },
    `'environmentVariablesOverride' has to be a list, and is "A=1"`,
  ],
  [
    { projectName: 'p', environmentVariablesOverride: [{ name: 'A', value: 'b' }, 'B=1'] },
    `'environmentVariablesOverride[1]' has to be a structure, and is "B=1"`,
  ],
  [
    { projectName: 'p', timeoutInMinutesOverride: 'soon' },
    `'timeoutInMinutesOverride' has to be a number, and is "soon"`,
  ],
  [{ projectName: 'p', privilegedModeOverride: 'yes' }, `'privilegedModeOverride' has to be a boolean, and is "yes"`],
])('a JSON body with %j is refused, by the name of the member', async (body, message) => {
  const command = new StartBuildCommand({ projectName: 'p' });
  say(command.middlewareStack, body);
  await expect(local.client(CodeBuildClient).send(command)).rejects.toMatchObject(refused(message));
});

test('a member in a map is named with its key', async () => {
  const command = new PutItemCommand({ TableName: 't', Item: {} });
  say(command.middlewareStack, { TableName: 't', Item: { id: { S: 1 } } });
  await expect(local.client(DynamoDBClient).send(command)).rejects.toMatchObject(
    refused("'Item.id.S' has to be a string, and is 1"),
  );
});

test('a REST body is held against its contract too', async () => {
  const command = new CreateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' });
  say(command.middlewareStack, {
    Name: 'live',
    FunctionVersion: '1',
    RoutingConfig: { AdditionalVersionWeights: [0.1] },
  });
  await expect(local.client(LambdaClient).send(command)).rejects.toMatchObject(
    refused("'RoutingConfig.AdditionalVersionWeights' has to be a map, and is [0.1]"),
  );
});

test('what is as it should be goes on to the service', async () => {
  expect(await local.client(CodeBuildClient).send(new ListProjectsCommand({}))).toMatchObject({ projects: [] });
  const metrics = await local.client(CloudWatchClient).send(
    new GetMetricDataCommand({
      StartTime: new Date(0),
      EndTime: new Date(60_000),
      MetricDataQueries: [
        {
          Id: 'a',
          MetricStat: { Metric: { Namespace: 'N', MetricName: 'M', Dimensions: [] }, Period: 60, Stat: 'Sum' },
        },
      ],
    }),
  );
  expect(metrics.MetricDataResults).toHaveLength(1);
});
