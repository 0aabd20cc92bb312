import type {
  BatchGetReportGroupsCommandInput,
  BatchGetReportGroupsCommandOutput,
  CreateReportGroupCommandInput,
  CreateReportGroupCommandOutput,
  DeleteReportGroupCommandInput,
  ListReportGroupsCommandInput,
  ListReportGroupsCommandOutput,
  UpdateReportGroupCommandInput,
  UpdateReportGroupCommandOutput,
} from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { alreadyExists, invalidInput, notFound } from '../errors.ts';
import { page } from '../page.ts';
import { describeReportGroup, reportGroupArn, reportGroups, reports } from '../reports/report.ts';

/* A report group is hardly more than a name: its operations share one file. */

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateReportGroup.html */
export function createReportGroup(
  { name = '', type, exportConfig, tags }: CreateReportGroupCommandInput,
  context: Context,
): Output<CreateReportGroupCommandOutput> {
  if (!/^[A-Za-z0-9][A-Za-z0-9\-_]{1,127}$/.test(name)) throw invalidInput(`Invalid report group name: ${name}`);
  checkExport(exportConfig);
  const arn = reportGroupArn(context, name);
  if (reportGroups(context).get(arn) !== undefined) throw alreadyExists(`Report group already exists: ${arn}`);
  const now = context.clock.now();
  const group = {
    arn,
    name,
    type,
    exportConfig,
    tags: tags ?? [],
    status: 'ACTIVE' as const,
    createdMs: now,
    lastModifiedMs: now,
  };
  reportGroups(context).put(arn, group);
  return { reportGroup: describeReportGroup(group) };
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateReportGroup.html */
export function updateReportGroup(
  { arn = '', exportConfig, tags }: UpdateReportGroupCommandInput,
  context: Context,
): Output<UpdateReportGroupCommandOutput> {
  const group = reportGroups(context).get(arn);
  if (group === undefined) throw notFound(`Report group ${arn} does not exist`);
  checkExport(exportConfig);
  const updated = {
    ...group,
    exportConfig: exportConfig ?? group.exportConfig,
    tags: tags ?? group.tags,
    lastModifiedMs: context.clock.now(),
  };
  reportGroups(context).put(arn, updated);
  return { reportGroup: describeReportGroup(updated) };
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteReportGroup.html */
export function deleteReportGroup(
  { arn = '', deleteReports }: DeleteReportGroupCommandInput,
  context: Context,
): Record<string, never> {
  const own = reports(context)
    .values()
    .filter((report) => report.reportGroupArn === arn);
  if (own.length > 0 && deleteReports !== true)
    throw invalidInput(`Report group ${arn} has reports: set deleteReports to delete them too`);
  for (const report of own) reports(context).delete(report.arn);
  reportGroups(context).delete(arn);
  return {};
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetReportGroups.html */
export function batchGetReportGroups(
  { reportGroupArns = [] }: BatchGetReportGroupsCommandInput,
  context: Context,
): Output<BatchGetReportGroupsCommandOutput> {
  const found = reportGroupArns.map((arn) => ({ arn, group: reportGroups(context).get(arn) }));
  return {
    reportGroups: found.flatMap(({ group }) => (group === undefined ? [] : [describeReportGroup(group)])),
    reportGroupsNotFound: found.flatMap(({ arn, group }) => (group === undefined ? [arn] : [])),
  };
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListReportGroups.html */
export function listReportGroups(
  input: ListReportGroupsCommandInput,
  context: Context,
): Output<ListReportGroupsCommandOutput> {
  const sorted = reportGroups(context)
    .values()
    .sort((a, b) => (input.sortBy === 'NAME' ? (a.name < b.name ? -1 : 1) : a.createdMs - b.createdMs));
  const ordered = input.sortOrder === 'DESCENDING' ? sorted.reverse() : sorted;
  const { items, ...rest } = page(ordered, input.nextToken, input.maxResults);
  return { reportGroups: items.map((group) => group.arn), ...rest };
}

function checkExport(exportConfig: CreateReportGroupCommandInput['exportConfig']): void {
  if (exportConfig?.exportConfigType === 'S3')
    throw invalidInput('The rehearsal does not support exportConfig of type S3; use NO_EXPORT');
}
