import type * as sdk from '@aws-sdk/client-ssm';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { parameterNotFound, unsupported, validation } from '../errors.ts';
import {
  findParameter,
  latest,
  type Parameter,
  type ParameterVersion,
  parameterArn,
  parameters,
  select,
} from '../parameters.ts';
import { decrypt } from '../secure-string.ts';
import { putParameter } from './put-parameter.ts';

async function describe(
  context: Context,
  parameter: Parameter,
  version: ParameterVersion,
  decrypted: boolean | undefined,
  selector?: string,
) {
  const secure = version.type === 'SecureString' && decrypted === true;
  return {
    Name: parameter.name,
    Type: version.type,
    Value: secure ? await decrypt(context, parameter.name, version.value) : version.value,
    Version: version.version,
    ...(selector === undefined ? {} : { Selector: selector }),
    LastModifiedDate: new Date(version.modifiedMs),
    ARN: parameterArn(context, parameter.name),
    DataType: version.dataType,
  };
}

function page<T>(all: readonly T[], token: string | undefined, most: number) {
  const start = token === undefined ? 0 : Number.parseInt(Buffer.from(token, 'base64').toString(), 10);
  if (!Number.isInteger(start)) throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  const end = start + most;
  return {
    items: all.slice(start, end),
    ...(end < all.length ? { NextToken: Buffer.from(String(end)).toString('base64') } : {}),
  };
}

async function getParameters(input: sdk.GetParametersCommandInput, context: Context) {
  const found: sdk.Parameter[] = [];
  const invalid: string[] = [];
  for (const name of input.Names ?? []) {
    try {
      const { parameter, version, selector } = select(context, name);
      found.push(await describe(context, parameter, version, input.WithDecryption, selector));
    } catch (error) {
      if (!(error instanceof ServiceError) || !error.code.startsWith('Parameter')) throw error;
      invalid.push(name);
    }
  }
  return { Parameters: found, InvalidParameters: invalid };
}

async function getParametersByPath(input: sdk.GetParametersByPathCommandInput, context: Context) {
  if ((input.ParameterFilters?.length ?? 0) > 0) throw unsupported('ParameterFilters of GetParametersByPath');
  const path = input.Path ?? '';
  if (!path.startsWith('/')) throw validation('The parameter path must begin with "/".');
  const prefix = path.endsWith('/') ? path : `${path}/`;
  const found = parameters(context)
    .values(prefix)
    .filter(({ name }) => input.Recursive === true || !name.slice(prefix.length).includes('/'));
  const { items, ...more } = page(found, input.NextToken, input.MaxResults ?? 10);
  return {
    Parameters: await Promise.all(items.map((one) => describe(context, one, latest(one), input.WithDecryption))),
    ...more,
  };
}

function matches(parameter: Parameter, filter: sdk.ParameterStringFilter): boolean {
  const { Key = '', Option = 'Equals', Values = [] } = filter;
  const version = latest(parameter);
  const value =
    Key === 'Name'
      ? parameter.name
      : Key === 'Type'
        ? version.type
        : Key === 'KeyId'
          ? (version.keyId ?? '')
          : Key === 'Tier'
            ? version.tier
            : Key === 'DataType'
              ? version.dataType
              : undefined;
  if (Key.startsWith('tag:')) {
    const tag = parameter.tags.find((one) => one.Key === Key.slice('tag:'.length));
    return tag !== undefined && (Values.length === 0 || Values.includes(tag.Value ?? ''));
  }
  if (Key === 'Path')
    return Values.some((path) => {
      const prefix = path.endsWith('/') ? path : `${path}/`;
      return (
        parameter.name.startsWith(prefix) &&
        (Option === 'Recursive' || !parameter.name.slice(prefix.length).includes('/'))
      );
    });
  if (value === undefined) throw unsupported(`the filter ${Key}`);
  if (Option === 'BeginsWith') return Values.some((one) => value.startsWith(one));
  if (Option === 'Contains') return Values.some((one) => value.includes(one));
  return Values.includes(value);
}
const metadata = (context: Context, parameter: Parameter, version: ParameterVersion) => ({
  Name: parameter.name,
  ARN: parameterArn(context, parameter.name),
  Type: version.type,
  ...(version.keyId === undefined ? {} : { KeyId: version.keyId }),
  LastModifiedDate: new Date(version.modifiedMs),
  LastModifiedUser: version.modifiedBy,
  ...(version.description === undefined ? {} : { Description: version.description }),
  ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
  Version: version.version,
  Tier: version.tier,
  Policies: [],
  DataType: version.dataType,
});

function removeParameter(context: Context, name: string): boolean {
  const present = parameters(context).get(name);
  if (present === undefined) return false;
  parameters(context).delete(name);
  context.bus.publish({
    source: 'aws.ssm',
    'detail-type': 'Parameter Store Change',
    account: context.account,
    region: context.region,
    resources: [parameterArn(context, name)],
    detail: { operation: 'Delete', name, type: latest(present).type },
  });
  return true;
}

function label(input: sdk.LabelParameterVersionCommandInput, context: Context) {
  const parameter = findParameter(context, input.Name ?? '');
  const target = input.ParameterVersion ?? latest(parameter).version;
  const given = input.Labels ?? [];
  const valid = given.filter((one) => /^(?!aws|ssm)[a-zA-Z_][\w.-]{0,99}$/i.test(one));
  if (!parameter.versions.some((one) => one.version === target))
    throw new ServiceError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${target} of ${parameter.name}.`,
    );
  const versions = parameter.versions.map((one) => ({
    ...one,
    labels: [...one.labels.filter((each) => !valid.includes(each)), ...(one.version === target ? valid : [])],
  }));
  parameters(context).put(parameter.name, { ...parameter, versions });
  return { InvalidLabels: given.filter((one) => !valid.includes(one)), ParameterVersion: target };
}

function tagged(
  input: { ResourceType: string | undefined; ResourceId: string | undefined },
  context: Context,
): Parameter {
  if (input.ResourceType !== 'Parameter') throw unsupported(`tags of ${input.ResourceType}`);
  const found = parameters(context).get(input.ResourceId ?? '');
  if (found === undefined)
    throw new ServiceError(
      'InvalidResourceId',
      `The resource ID "${input.ResourceId}" is not valid. Verify the ID and try again.`,
    );
  return found;
}

/** Parameter Store: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html and its relatives. */
export const parameterOperations = {
  PutParameter: putParameter,
  GetParameter: async (input, context) => {
    const { parameter, version, selector } = select(context, input.Name ?? '');
    return { Parameter: await describe(context, parameter, version, input.WithDecryption, selector) };
  },
  GetParameters: getParameters,
  GetParametersByPath: getParametersByPath,
  DescribeParameters: (input, context) => {
    if ((input.Filters?.length ?? 0) > 0) throw unsupported('Filters of DescribeParameters; use ParameterFilters');
    const found = parameters(context)
      .values()
      .filter((one) => (input.ParameterFilters ?? []).every((filter) => matches(one, filter)));
    const { items, ...more } = page(found, input.NextToken, input.MaxResults ?? 50);
    return { Parameters: items.map((one) => metadata(context, one, latest(one))), ...more };
  },
  GetParameterHistory: async (input, context) => {
    const parameter = findParameter(context, input.Name ?? '');
    const { items, ...more } = page(parameter.versions, input.NextToken, input.MaxResults ?? 50);
    const history = items.map(async (version) => ({
      ...metadata(context, parameter, version),
      Value: (await describe(context, parameter, version, input.WithDecryption)).Value,
      Labels: [...version.labels],
    }));
    return { Parameters: await Promise.all(history), ...more };
  },
  LabelParameterVersion: label,
  UnlabelParameterVersion: (input, context) => {
    const parameter = findParameter(context, input.Name ?? '');
    const removed: string[] = [];
    const versions = parameter.versions.map((one) => {
      if (one.version !== input.ParameterVersion) return one;
      removed.push(...one.labels.filter((each) => input.Labels?.includes(each)));
      return { ...one, labels: one.labels.filter((each) => !removed.includes(each)) };
    });
    parameters(context).put(parameter.name, { ...parameter, versions });
    return { RemovedLabels: removed, InvalidLabels: (input.Labels ?? []).filter((one) => !removed.includes(one)) };
  },
  DeleteParameter: (input, context) => {
    if (!removeParameter(context, input.Name ?? '')) throw parameterNotFound(input.Name ?? '');
    return {};
  },
  DeleteParameters: (input, context) => {
    const names = input.Names ?? [];
    const deleted = names.filter((name) => removeParameter(context, name));
    return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) };
  },
  AddTagsToResource: (input, context) => {
    const parameter = tagged({ ...input }, context);
    const names = new Set(input.Tags?.map((tag) => tag.Key));
    const tags = [...parameter.tags.filter((tag) => !names.has(tag.Key)), ...(input.Tags ?? [])];
    parameters(context).put(parameter.name, { ...parameter, tags });
    return {};
  },
  RemoveTagsFromResource: (input, context) => {
    const parameter = tagged({ ...input }, context);
    const tags = parameter.tags.filter((tag) => !input.TagKeys?.includes(tag.Key ?? ''));
    parameters(context).put(parameter.name, { ...parameter, tags });
    return {};
  },
  ListTagsForResource: (input, context) => ({ TagList: [...tagged({ ...input }, context).tags] }),
} satisfies Operations<typeof sdk>;
