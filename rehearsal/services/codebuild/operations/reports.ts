import { readFile } from 'node:fs/promises';
import type {
  BatchGetReportsCommandInput,
  BatchGetReportsCommandOutput,
  DescribeCodeCoveragesCommandInput,
  DescribeCodeCoveragesCommandOutput,
  DescribeTestCasesCommandInput,
  DescribeTestCasesCommandOutput,
  ListReportsCommandInput,
  ListReportsCommandOutput,
  ListReportsForReportGroupCommandInput,
  ListReportsForReportGroupCommandOutput,
} from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { notFound } from '../errors.ts';
import { page } from '../page.ts';
import {
  describeCoverage,
  describeReport,
  describeTestCase,
  details,
  detailsFile,
  reportGroups,
  reports,
  type StoredReport,
} from '../reports/report.ts';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetReports.html */
export function batchGetReports(
  { reportArns = [] }: BatchGetReportsCommandInput,
  context: Context,
): Output<BatchGetReportsCommandOutput> {
  const found = reportArns.map((arn) => ({ arn, report: reports(context).get(arn) }));
  return {
    reports: found.flatMap(({ report }) => (report === undefined ? [] : [describeReport(report)])),
    reportsNotFound: found.flatMap(({ arn, report }) => (report === undefined ? [arn] : [])),
  };
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListReports.html */
export function listReports(input: ListReportsCommandInput, context: Context): Output<ListReportsCommandOutput> {
  return list(input, context, () => true);
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListReportsForReportGroup.html */
export function listReportsForReportGroup(
  input: ListReportsForReportGroupCommandInput,
  context: Context,
): Output<ListReportsForReportGroupCommandOutput> {
  const { reportGroupArn = '' } = input;
  if (reportGroups(context).get(reportGroupArn) === undefined)
    throw notFound(`Report group ${reportGroupArn} does not exist`);
  return list(input, context, (report) => report.reportGroupArn === reportGroupArn);
}

function list(input: ListReportsCommandInput, context: Context, wanted: (report: StoredReport) => boolean) {
  const sorted = reports(context)
    .values()
    .filter((report) => wanted(report) && (input.filter?.status === undefined || report.status === input.filter.status))
    .sort((a, b) => (input.sortOrder === 'ASCENDING' ? a.createdMs - b.createdMs : b.createdMs - a.createdMs));
  const { items, ...rest } = page(sorted, input.nextToken, input.maxResults);
  return { reports: items.map((report) => report.arn), ...rest };
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DescribeTestCases.html */
export async function describeTestCases(
  input: DescribeTestCasesCommandInput,
  context: Context,
): Promise<Output<DescribeTestCasesCommandOutput>> {
  const { report, rows } = await readDetails(input.reportArn ?? '', context);
  const { status, keyword } = input.filter ?? {};
  const cases = rows
    .map((row) => describeTestCase(report, row))
    .filter((one) => status === undefined || one.status === status)
    .filter((one) => keyword === undefined || one.name?.includes(keyword) || one.prefix?.includes(keyword));
  const { items, ...rest } = page(cases, input.nextToken, input.maxResults);
  return { testCases: items, ...rest };
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DescribeCodeCoverages.html */
export async function describeCodeCoverages(
  input: DescribeCodeCoveragesCommandInput,
  context: Context,
): Promise<Output<DescribeCodeCoveragesCommandOutput>> {
  const { report, rows } = await readDetails(input.reportArn ?? '', context);
  const { minLineCoveragePercentage: least = 0, maxLineCoveragePercentage: most = 100 } = input;
  const files = rows
    .map((row) => describeCoverage(report, row))
    .filter(({ lineCoveragePercentage: percentage = 0 }) => percentage >= least && percentage <= most);
  if (input.sortBy === 'LINE_COVERAGE_PERCENTAGE')
    files.sort((a, b) => (a.lineCoveragePercentage ?? 0) - (b.lineCoveragePercentage ?? 0));
  else files.sort((a, b) => ((a.filePath ?? '') < (b.filePath ?? '') ? -1 : 1));
  const { items, ...rest } = page(
    input.sortOrder === 'DESCENDING' ? files.reverse() : files,
    input.nextToken,
    input.maxResults,
  );
  return { codeCoverages: items, ...rest };
}

async function readDetails(arn: string, context: Context) {
  const report = reports(context).get(arn);
  if (report === undefined) throw notFound(`Report ${arn} does not exist`);
  return { report, rows: details.parse(JSON.parse(await readFile(detailsFile(context, arn), 'utf8'))) };
}
