import type { CodeCoverage, Report, ReportGroup, TestCase } from '@aws-sdk/client-codebuild';
import { z } from 'zod';
import type { Scope } from '../../../kernel/service.ts';
import type { Table } from '../../../kernel/store.ts';

/** A report as it is kept; its test cases or files are in a file of their own, since there may be thousands. */
export interface StoredReport extends Omit<Report, 'created' | 'expired'> {
  readonly arn: string;
  readonly reportGroupArn: string;
  readonly createdMs: number;
}

export interface StoredReportGroup extends Omit<ReportGroup, 'created' | 'lastModified'> {
  readonly arn: string;
  readonly name: string;
  readonly createdMs: number;
  readonly lastModifiedMs: number;
}

const KEPT_MS = 30 * 24 * 3600_000;

export const reports = (scope: Scope): Table<StoredReport> => scope.table<StoredReport>('codebuild.reports');
export const reportGroups = (scope: Scope): Table<StoredReportGroup> =>
  scope.table<StoredReportGroup>('codebuild.reportGroups');

export const reportGroupArn = (scope: Scope, name: string): string => scope.arn('codebuild', `report-group/${name}`);

/** The file of a report's test cases or files. */
export function detailsFile(scope: Scope, reportArn: string): string {
  const id = reportArn.slice(reportArn.lastIndexOf(':') + 1);
  return `${scope.store.folder('build-reports')}/${id}.json`;
}

/** What `detailsFile` holds. */
export const details = z.array(z.record(z.string(), z.union([z.string(), z.number()])));

export function describeReport({ createdMs, ...members }: StoredReport): Report {
  return { ...members, created: new Date(createdMs), expired: new Date(createdMs + KEPT_MS) };
}

export function describeReportGroup({ createdMs, lastModifiedMs, ...members }: StoredReportGroup): ReportGroup {
  return { ...members, created: new Date(createdMs), lastModified: new Date(lastModifiedMs) };
}

export const describeTestCase = (
  report: StoredReport,
  members: Readonly<Record<string, string | number>>,
): TestCase => ({
  ...members,
  reportArn: report.arn,
  expired: new Date(report.createdMs + KEPT_MS),
});

export const describeCoverage = (
  report: StoredReport,
  members: Readonly<Record<string, string | number>>,
): CodeCoverage => ({
  ...members,
  reportARN: report.arn,
  expired: new Date(report.createdMs + KEPT_MS),
});
