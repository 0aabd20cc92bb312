import type {
  DeleteDashboardsCommandInput,
  DeleteDashboardsCommandOutput,
  GetDashboardCommandInput,
  GetDashboardCommandOutput,
  ListDashboardsCommandInput,
  ListDashboardsCommandOutput,
  PutDashboardCommandInput,
  PutDashboardCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output, Scope } from '../../../kernel/service.ts';
import type { Table } from '../../../kernel/store.ts';
import { page } from '../paging.ts';

interface Dashboard {
  readonly name: string;
  /** JSON, as it was given. */
  readonly body: string;
  /** Virtual milliseconds. */
  readonly modifiedMs: number;
}
const PAGE = 1000;
const dashboards = (scope: Scope): Table<Dashboard> => scope.table('cloudwatch.dashboards');
const arnOf = ({ account }: Scope, name: string) => `arn:aws:cloudwatch::${account}:dashboard/${name}`;
const notFound = (name: string) => new ServiceError('DashboardNotFoundError', `Dashboard ${name} does not exist`);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export function putDashboard(input: PutDashboardCommandInput, context: Context): Output<PutDashboardCommandOutput> {
  const { DashboardName: name = '', DashboardBody: body = '' } = input;
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name))
    throw new ServiceError(
      'DashboardInvalidInputError',
      `The field DashboardName must match A-Z, a-z, 0-9, - and _; it is '${name}'`,
    );
  try {
    JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ServiceError(
      'DashboardInvalidInputError',
      `The field DashboardBody must be a valid JSON object: ${error.message}`,
    );
  }
  dashboards(context).put(name, { name, body, modifiedMs: context.clock.now() });
  return { DashboardValidationMessages: [] };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html */
export function getDashboard(input: GetDashboardCommandInput, context: Context): Output<GetDashboardCommandOutput> {
  const name = input.DashboardName ?? '';
  const found = dashboards(context).get(name);
  if (found === undefined) throw notFound(name);
  return { DashboardArn: arnOf(context, name), DashboardName: name, DashboardBody: found.body };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
export function listDashboards(
  input: ListDashboardsCommandInput,
  context: Context,
): Output<ListDashboardsCommandOutput> {
  const { items, next } = page(dashboards(context).values(input.DashboardNamePrefix), PAGE, input.NextToken);
  return {
    DashboardEntries: items.map(({ name, body, modifiedMs }) => ({
      DashboardName: name,
      DashboardArn: arnOf(context, name),
      LastModified: new Date(modifiedMs),
      Size: Buffer.byteLength(body),
    })),
    ...next,
  };
}

/** All or none. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteDashboards.html */
export function deleteDashboards(
  input: DeleteDashboardsCommandInput,
  context: Context,
): Output<DeleteDashboardsCommandOutput> {
  const table = dashboards(context);
  const names = input.DashboardNames ?? [];
  for (const name of names) if (table.get(name) === undefined) throw notFound(name);
  for (const name of names) table.delete(name);
  return {};
}
