import type {
  CreateUsagePlanCommandInput,
  CreateUsagePlanCommandOutput,
  CreateUsagePlanKeyCommandInput,
  CreateUsagePlanKeyCommandOutput,
  DeleteUsagePlanCommandInput,
  DeleteUsagePlanCommandOutput,
  DeleteUsagePlanKeyCommandInput,
  DeleteUsagePlanKeyCommandOutput,
  GetUsageCommandInput,
  GetUsageCommandOutput,
  GetUsagePlanCommandInput,
  GetUsagePlanCommandOutput,
  GetUsagePlanKeyCommandInput,
  GetUsagePlanKeyCommandOutput,
  GetUsagePlanKeysCommandInput,
  GetUsagePlanKeysCommandOutput,
  GetUsagePlansCommandInput,
  GetUsagePlansCommandOutput,
  QuotaPeriodType,
  UpdateUsagePlanCommandInput,
  UpdateUsagePlanCommandOutput,
} from '@aws-sdk/client-api-gateway';
import { lowerId } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { usageBetween } from '../data/usage.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { page } from '../paging.ts';
import { applyPatch, asNumber, type PatchRules } from '../patch.ts';
import { apiKeys, getStoredStage, type StoredUsagePlan, stages, usagePlanKeys, usagePlans } from '../state.ts';

const describe = (plan: StoredUsagePlan): Output<GetUsagePlanCommandOutput> => plan;

function getStored(context: Context, id: string | undefined): StoredUsagePlan {
  const plan = usagePlans(context).get(id ?? '');
  if (plan === undefined) throw notFound('Invalid Usage Plan ID specified');
  return plan;
}

/** @throws ServiceError BadRequestException */
function checkPlan(context: Context, plan: StoredUsagePlan): StoredUsagePlan {
  for (const { apiId, stage } of plan.apiStages)
    if (stages(context).get(`${apiId}/${stage}`) === undefined)
      throw notFound(`API Stage not found: ${apiId}:${stage}`);
  const { quota } = plan;
  if (quota !== undefined) {
    const { limit, period, offset = 0 } = quota;
    if (limit === undefined || limit <= 0) throw badRequest('Usage plan quota limit must be a positive number');
    if (period === undefined) throw badRequest('Usage plan quota must have a period: DAY, WEEK or MONTH');
    const mostOffset = { DAY: 0, WEEK: 6, MONTH: 27 }[period];
    if (offset < 0 || offset > mostOffset)
      throw badRequest(`Usage Plan quota offset must be zero to ${mostOffset} for period ${period}`);
  }
  return plan;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateUsagePlan.html */
export function createUsagePlan(
  input: CreateUsagePlanCommandInput,
  context: Context,
): Output<CreateUsagePlanCommandOutput> {
  const plan = checkPlan(context, {
    id: lowerId(6),
    name: input.name ?? '',
    description: input.description,
    apiStages: input.apiStages ?? [],
    throttle: input.throttle,
    quota: input.quota,
    tags: input.tags ?? {},
  });
  usagePlans(context).put(plan.id, plan);
  return describe(plan);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlan.html */
export const getUsagePlan = (input: GetUsagePlanCommandInput, context: Context): Output<GetUsagePlanCommandOutput> =>
  describe(getStored(context, input.usagePlanId));

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlans.html */
export function getUsagePlans(input: GetUsagePlansCommandInput, context: Context): Output<GetUsagePlansCommandOutput> {
  const all = usagePlans(context)
    .values()
    .filter(
      (plan) => input.keyId === undefined || usagePlanKeys(context).get(`${plan.id}/${input.keyId}`) !== undefined,
    );
  const { items, position } = page(all, input);
  return { items: items.map(describe), position };
}

const isPeriod = (text: string): text is QuotaPeriodType => ['DAY', 'WEEK', 'MONTH'].includes(text);

function apiStageOf(value: string | undefined): { apiId: string; stage: string } {
  const [apiId, stage, ...more] = (value ?? '').split(':');
  if (apiId === undefined || stage === undefined || more.length > 0)
    throw badRequest(`Invalid API stage '${value}' specified: it has the form apiId:stageName`);
  return { apiId, stage };
}

function setMethodThrottle(
  plan: StoredUsagePlan,
  api: string,
  path: string,
  value: Record<string, number | undefined>,
) {
  const { apiId, stage } = apiStageOf(api);
  const found = plan.apiStages.find((one) => one.apiId === apiId && one.stage === stage);
  if (found === undefined) throw notFound(`API Stage not found: ${api}`);
  found.throttle = { ...found.throttle, [path]: { ...found.throttle?.[path], ...value } };
}

const rules: PatchRules<StoredUsagePlan> = {
  '/name': (plan, value) => {
    plan.name = value ?? '';
  },
  '/description': (plan, value) => {
    plan.description = value;
  },
  '/productCode': (plan, value) => {
    plan.productCode = value;
  },
  '/throttle': (plan, value) => {
    if (value !== undefined) throw badRequest('Only remove is allowed for /throttle');
    plan.throttle = undefined;
  },
  '/throttle/rateLimit': (plan, value) => {
    plan.throttle = { ...plan.throttle, rateLimit: asNumber(value) };
  },
  '/throttle/burstLimit': (plan, value) => {
    plan.throttle = { ...plan.throttle, burstLimit: asNumber(value) };
  },
  '/quota': (plan, value) => {
    if (value !== undefined) throw badRequest('Only remove is allowed for /quota');
    plan.quota = undefined;
  },
  '/quota/limit': (plan, value) => {
    plan.quota = { ...plan.quota, limit: asNumber(value) };
  },
  '/quota/offset': (plan, value) => {
    plan.quota = { ...plan.quota, offset: asNumber(value) };
  },
  '/quota/period': (plan, value = '') => {
    if (!isPeriod(value)) throw badRequest(`Invalid quota period '${value}' specified`);
    plan.quota = { ...plan.quota, period: value };
  },
  '/apiStages/*/throttle/*/*/rateLimit': (plan, value, [api = '', path = '', method = '']) =>
    setMethodThrottle(plan, api, `${path}/${method}`, { rateLimit: asNumber(value) }),
  '/apiStages/*/throttle/*/*/burstLimit': (plan, value, [api = '', path = '', method = '']) =>
    setMethodThrottle(plan, api, `${path}/${method}`, { burstLimit: asNumber(value) }),
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateUsagePlan.html */
export function updateUsagePlan(
  input: UpdateUsagePlanCommandInput,
  context: Context,
): Output<UpdateUsagePlanCommandOutput> {
  const plan = getStored(context, input.usagePlanId);
  // Here alone `remove` says by its value what goes.
  for (const { op, path, value } of input.patchOperations ?? []) {
    if (path !== '/apiStages') continue;
    const { apiId, stage } = apiStageOf(value);
    const others = plan.apiStages.filter((one) => one.apiId !== apiId || one.stage !== stage);
    if (op === 'add') getStoredStage(context, apiId, stage);
    plan.apiStages = op === 'remove' ? others : [...others, { apiId, stage }];
  }
  applyPatch(
    plan,
    input.patchOperations?.filter((one) => one.path !== '/apiStages'),
    rules,
  );
  checkPlan(context, plan);
  usagePlans(context).put(plan.id, plan);
  return describe(plan);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteUsagePlan.html */
export function deleteUsagePlan(
  input: DeleteUsagePlanCommandInput,
  context: Context,
): Output<DeleteUsagePlanCommandOutput> {
  const plan = getStored(context, input.usagePlanId);
  if (plan.apiStages.length > 0)
    throw badRequest(`Cannot delete usage plan '${plan.id}': it still has stages, remove them first`);
  context.store.transaction(() => {
    for (const { key } of usagePlanKeys(context).entries(`${plan.id}/`)) usagePlanKeys(context).delete(key);
    usagePlans(context).delete(plan.id);
  });
  return {};
}

function describeKey(context: Context, keyId: string): Output<GetUsagePlanKeyCommandOutput> {
  const key = apiKeys(context).get(keyId);
  if (key === undefined) throw notFound('Invalid API Key identifier specified');
  return { id: key.id, type: 'API_KEY', name: key.name, value: key.value };
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateUsagePlanKey.html */
export function createUsagePlanKey(
  input: CreateUsagePlanKeyCommandInput,
  context: Context,
): Output<CreateUsagePlanKeyCommandOutput> {
  const plan = getStored(context, input.usagePlanId);
  const keyId = input.keyId ?? '';
  if (input.keyType !== 'API_KEY') throw badRequest(`Invalid key type '${input.keyType}' specified`);
  const described = describeKey(context, keyId);
  if (usagePlanKeys(context).get(`${plan.id}/${keyId}`) !== undefined)
    throw conflict(`Usage Plan ${plan.id} cannot be added because API Key ${keyId} is already in it`);
  for (const { usagePlanId } of usagePlanKeys(context).values()) {
    if (usagePlanKeys(context).get(`${usagePlanId}/${keyId}`) === undefined) continue;
    const shared = usagePlans(context)
      .get(usagePlanId)
      ?.apiStages.find((one) => plan.apiStages.some((own) => own.apiId === one.apiId && own.stage === one.stage));
    if (shared !== undefined)
      throw conflict(
        `Usage Plan ${plan.id} cannot be added because API Key ${keyId} cannot reference multiple Usage Plans with the same API Stage: ${shared.apiId}:${shared.stage}`,
      );
  }
  usagePlanKeys(context).put(`${plan.id}/${keyId}`, { usagePlanId: plan.id, keyId });
  return described;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlanKey.html */
export function getUsagePlanKey(
  input: GetUsagePlanKeyCommandInput,
  context: Context,
): Output<GetUsagePlanKeyCommandOutput> {
  const plan = getStored(context, input.usagePlanId);
  if (usagePlanKeys(context).get(`${plan.id}/${input.keyId}`) === undefined)
    throw notFound(`Invalid Usage Plan Key identifier specified: ${input.keyId}`);
  return describeKey(context, input.keyId ?? '');
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlanKeys.html */
export function getUsagePlanKeys(
  input: GetUsagePlanKeysCommandInput,
  context: Context,
): Output<GetUsagePlanKeysCommandOutput> {
  const plan = getStored(context, input.usagePlanId);
  const all = usagePlanKeys(context)
    .values(`${plan.id}/`)
    .map(({ keyId }) => describeKey(context, keyId))
    .filter((key) => input.nameQuery === undefined || key.name?.startsWith(input.nameQuery) === true);
  return page(all, input);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteUsagePlanKey.html */
export function deleteUsagePlanKey(
  input: DeleteUsagePlanKeyCommandInput,
  context: Context,
): Output<DeleteUsagePlanKeyCommandOutput> {
  const plan = getStored(context, input.usagePlanId);
  if (!usagePlanKeys(context).delete(`${plan.id}/${input.keyId}`))
    throw notFound(`Invalid Usage Plan Key identifier specified: ${input.keyId}`);
  return {};
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Used and remaining requests a day. https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsage.html */
export function getUsage(input: GetUsageCommandInput, context: Context): Output<GetUsageCommandOutput> {
  const plan = getStored(context, input.usagePlanId);
  const { startDate = '', endDate = '' } = input;
  if (!DATE.test(startDate) || !DATE.test(endDate) || endDate < startDate)
    throw badRequest(`Usage plan dates must have the form YYYY-MM-DD and be in order: ${startDate}, ${endDate}`);
  const keyIds = usagePlanKeys(context)
    .values(`${plan.id}/`)
    .map(({ keyId }) => keyId)
    .filter((keyId) => input.keyId === undefined || keyId === input.keyId);
  const { items, position } = page(keyIds, input);
  return {
    usagePlanId: plan.id,
    startDate,
    endDate,
    position,
    items: Object.fromEntries(items.map((keyId) => [keyId, usageBetween(context, plan, keyId, startDate, endDate)])),
  };
}
