import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { integer, json, tags, text } from './property.ts';

const properties = z.strictObject({
  Name: text().optional(),
  Description: text().optional(),
  EventBusName: text().optional(),
  EventPattern: z.union([json(), z.string()]).optional(),
  ScheduleExpression: text().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  RoleArn: text().optional(),
  Tags: tags().optional(),
  Targets: z
    .array(
      z.strictObject({
        Arn: text(),
        Id: text(),
        RoleArn: text().optional(),
        Input: text().optional(),
        InputPath: text().optional(),
        InputTransformer: z
          .strictObject({ InputPathsMap: z.record(z.string(), text()).optional(), InputTemplate: text() })
          .optional(),
        DeadLetterConfig: z.strictObject({ Arn: text().optional() }).optional(),
        RetryPolicy: z
          .strictObject({ MaximumEventAgeInSeconds: integer().optional(), MaximumRetryAttempts: integer().optional() })
          .optional(),
      }),
    )
    .optional(),
});
type Properties = z.infer<typeof properties>;

async function put(name: string, given: Properties, context: ResourceContext) {
  const events = context.client(EventBridgeClient);
  const pattern = given.EventPattern;
  const { RuleArn: arn = '' } = await events.send(
    new PutRuleCommand({
      Name: name,
      Description: given.Description,
      EventBusName: given.EventBusName,
      EventPattern: pattern === undefined || typeof pattern === 'string' ? pattern : JSON.stringify(pattern),
      ScheduleExpression: given.ScheduleExpression,
      State: given.State,
      RoleArn: given.RoleArn,
      Tags: given.Tags,
    }),
  );
  const wanted = given.Targets ?? [];
  const { Targets = [] } = await events.send(
    new ListTargetsByRuleCommand({ Rule: name, EventBusName: given.EventBusName }),
  );
  const gone = Targets.flatMap((old) => (wanted.some((target) => target.Id === old.Id) ? [] : (old.Id ?? [])));
  if (gone.length > 0)
    await events.send(new RemoveTargetsCommand({ Rule: name, EventBusName: given.EventBusName, Ids: gone }));
  if (wanted.length > 0)
    await events.send(new PutTargetsCommand({ Rule: name, EventBusName: given.EventBusName, Targets: wanted }));
  return { physicalId: name, attributes: { Arn: arn } };
}

export const eventsRule = resourceType({
  type: 'AWS::Events::Rule',
  properties,
  replacedBy: ['Name', 'EventBusName'],
  create: (given, context) => put(given.Name ?? context.generateName(64), given, context),
  update: (physicalId, given, _previous, context) => put(physicalId, given, context),
  delete: async (physicalId, given, context) => {
    const events = context.client(EventBridgeClient);
    const where = { EventBusName: given.EventBusName };
    const rule = await events.send(new DescribeRuleCommand({ Name: physicalId, ...where })).catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    });
    if (rule === undefined) return;
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: physicalId, ...where }));
    const Ids = Targets.flatMap((target) => target.Id ?? []);
    if (Ids.length > 0) await events.send(new RemoveTargetsCommand({ Rule: physicalId, ...where, Ids }));
    await events.send(new DeleteRuleCommand({ Name: physicalId, ...where }));
  },
});
