import {
  APIGatewayClient,
  type ApiStage,
  CreateUsagePlanCommand,
  DeleteUsagePlanCommand,
  GetUsagePlanCommand,
  type PatchOperation,
  UpdateUsagePlanCommand,
} from '@aws-sdk/client-api-gateway';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { replaceValue, setApiTags, tagRecord, unlessGone } from './apigateway-patch.ts';
import { idOnce } from './create-once.ts';
import { integer, number, tags, text } from './property.ts';

const throttle = z.strictObject({ BurstLimit: integer().optional(), RateLimit: number().optional() });
const properties = z.strictObject({
  ApiStages: z
    .array(z.strictObject({ ApiId: text(), Stage: text(), Throttle: z.record(z.string(), throttle).optional() }))
    .optional(),
  Description: text().optional(),
  Quota: z
    .strictObject({
      Limit: integer().optional(),
      Offset: integer().optional(),
      Period: z.enum(['DAY', 'WEEK', 'MONTH']).optional(),
    })
    .optional(),
  Tags: tags().optional(),
  Throttle: throttle.optional(),
  UsagePlanName: text().optional(),
});
type Properties = z.infer<typeof properties>;
type Throttle = z.infer<typeof throttle>;

const limits = ({ BurstLimit, RateLimit }: Throttle) => ({ burstLimit: BurstLimit, rateLimit: RateLimit });
const provisioned = (id: string) => ({ physicalId: id, attributes: { Id: id } });
const stageName = ({ apiId, stage }: ApiStage) => `${apiId}:${stage}`;

const stagesOf = (given: Properties): ApiStage[] =>
  (given.ApiStages ?? []).map(({ ApiId, Stage, Throttle = {} }) => ({
    apiId: ApiId,
    stage: Stage,
    throttle:
      Object.keys(Throttle).length === 0
        ? undefined
        : Object.fromEntries(Object.entries(Throttle).map(([path, limit]) => [path, limits(limit)])),
  }));

async function create(given: Properties, context: ResourceContext) {
  const quota = given.Quota;
  const id = await idOnce(context, async () => {
    const made = await context.client(APIGatewayClient).send(
      new CreateUsagePlanCommand({
        name: given.UsagePlanName ?? context.generateName(128),
        description: given.Description,
        apiStages: stagesOf(given),
        quota: quota === undefined ? undefined : { limit: quota.Limit, offset: quota.Offset, period: quota.Period },
        throttle: given.Throttle === undefined ? undefined : limits(given.Throttle),
        tags: tagRecord(given.Tags),
      }),
    );
    return made.id ?? '';
  });
  return provisioned(id);
}

/** Stages that changed in any way leave and come back. */
function stageChanges(next: Properties, previous: Properties): PatchOperation[] {
  const before = new Map(stagesOf(previous).map((one) => [stageName(one), JSON.stringify(one)]));
  const after = new Map(stagesOf(next).map((one) => [stageName(one), one]));
  const gone = [...before].filter(([name, text]) => JSON.stringify(after.get(name)) !== text);
  const come = [...after].filter(([name, one]) => before.get(name) !== JSON.stringify(one));
  return [
    ...gone.map(([name]): PatchOperation => ({ op: 'remove', path: '/apiStages', value: name })),
    ...come.flatMap(([name, { throttle: methods }]): PatchOperation[] => [
      { op: 'add', path: '/apiStages', value: name },
      ...Object.entries(methods ?? {}).flatMap(([key, { rateLimit, burstLimit }]) => {
        const [, path = '', method = ''] = /^(.*)\/([A-Z*]+)$/.exec(key) ?? [];
        const at = `/apiStages/${name}/throttle/${path.replaceAll('/', '~1')}/${method}`;
        return [
          ...replaceValue(`${at}/rateLimit`, rateLimit, undefined),
          ...replaceValue(`${at}/burstLimit`, burstLimit, undefined),
        ];
      }),
    ]),
  ];
}

async function update(usagePlanId: string, next: Properties, previous: Properties, context: ResourceContext) {
  const ended = <T>(now: T | undefined, then: T | undefined, path: string): PatchOperation[] =>
    now === undefined && then !== undefined ? [{ op: 'remove', path }] : [];
  const patchOperations: PatchOperation[] = [
    ...(next.UsagePlanName === undefined ? [] : replaceValue('/name', next.UsagePlanName, previous.UsagePlanName)),
    ...replaceValue('/description', next.Description, previous.Description),
    ...ended(next.Quota, previous.Quota, '/quota'),
    ...(next.Quota === undefined
      ? []
      : [
          ...replaceValue('/quota/limit', next.Quota.Limit, previous.Quota?.Limit),
          ...replaceValue('/quota/offset', next.Quota.Offset, previous.Quota?.Offset),
          ...replaceValue('/quota/period', next.Quota.Period, previous.Quota?.Period),
        ]),
    ...ended(next.Throttle, previous.Throttle, '/throttle'),
    ...(next.Throttle === undefined
      ? []
      : [
          ...replaceValue('/throttle/rateLimit', next.Throttle.RateLimit, previous.Throttle?.RateLimit),
          ...replaceValue('/throttle/burstLimit', next.Throttle.BurstLimit, previous.Throttle?.BurstLimit),
        ]),
    ...stageChanges(next, previous),
  ];
  await context.client(APIGatewayClient).send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));
  await setApiTags(context, `/usageplans/${usagePlanId}`, next.Tags, previous.Tags);
  return provisioned(usagePlanId);
}

/** A plan is deleted only when it has no stages any more. */
async function remove(usagePlanId: string, context: ResourceContext): Promise<void> {
  const client = context.client(APIGatewayClient);
  const { apiStages = [] } = await client.send(new GetUsagePlanCommand({ usagePlanId }));
  const patchOperations = apiStages.map(
    (one): PatchOperation => ({ op: 'remove', path: '/apiStages', value: stageName(one) }),
  );
  if (patchOperations.length > 0) await client.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));
  await client.send(new DeleteUsagePlanCommand({ usagePlanId }));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplan.html */
export const apigatewayUsagePlan = resourceType<Properties>({
  type: 'AWS::ApiGateway::UsagePlan',
  properties,
  replacedBy: [],
  create,
  update,
  delete: (usagePlanId, _given, context) => unlessGone(remove(usagePlanId, context)),
});
