import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodeBuildClient, CreateReportGroupCommand } from '@aws-sdk/client-codebuild';
import { uuid } from '../../../kernel/ids.ts';
import { refusal } from '../../../kernel/refusal.ts';
import type { Buildspec, BuildspecReport } from '../buildspec/schema.ts';
import { findFiles, OutsideOfBuild } from '../glob.ts';
import { parseClover, parseCobertura, summarize } from '../reports/coverage.ts';
import { parseJunit, type ReportedCase } from '../reports/junit.ts';
import { detailsFile, reportGroupArn, reportGroups, reports, type StoredReport } from '../reports/report.ts';
import type { Run } from '../run.ts';

/**
 * Publishes the reports that the buildspec names. As on AWS a report that cannot be read, or made, is told in the log and does not
 * fail the build. A group that is named without ARN is `<project>-<name>`, created when it is missing.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/test-report-group-naming.html
 */
export async function publishReports(run: Run, specs: Buildspec['reports']): Promise<void> {
  for (const [name, spec] of Object.entries(specs ?? {})) {
    try {
      await publish(run, name, spec);
    } catch (error) {
      if (!isOfReport(error)) throw error;
      run.note(`Error in UPLOAD_ARTIFACTS phase: [${name}: [${error.message}]]`);
    }
  }
}

class UnreadableReport extends Error {}

/** What a report alone suffers from, and not its build. */
const isOfReport = (error: unknown): error is Error =>
  error instanceof UnreadableReport ||
  error instanceof OutsideOfBuild ||
  (error instanceof Error && '$metadata' in error);

async function publish(run: Run, name: string, spec: BuildspecReport): Promise<void> {
  const { scope } = run;
  const build = run.build();
  const base = resolve(run.sourceFolder, spec['base-directory'] ?? '.');
  run.note(`Preparing to copy ${spec['file-format'] === 'JUNITXML' ? 'TEST' : 'CODE_COVERAGE'} report ${name}`);
  const files = await findFiles(base, spec.files, { within: run.scratch.root });
  if (files.length === 0) throw new UnreadableReport('report files not found in build');
  const texts = await Promise.all(
    files.map(async ({ path, absolute }) => ({ path, text: await readFile(absolute, 'utf8') })),
  );
  const content = spec['file-format'] === 'JUNITXML' ? testContent(texts) : coverageContent(texts, spec['file-format']);
  const groupArn = await ensureGroup(run, name, content.members.type);
  checkReportRights(run, groupArn, content.members.type);
  const arn = `${groupArn.replace(':report-group/', ':report/')}:${uuid()}`;
  const report: StoredReport = {
    arn,
    name: groupArn.slice(groupArn.lastIndexOf('/') + 1),
    reportGroupArn: groupArn,
    executionId: build.arn,
    createdMs: scope.clock.now(),
    exportConfig: { exportConfigType: 'NO_EXPORT' },
    truncated: false,
    ...content.members,
  };
  await writeFile(detailsFile(scope, arn), JSON.stringify(content.details));
  scope.store.transaction(() => {
    reports(scope).put(arn, report);
    run.change({ reportArns: [...build.reportArns, arn] });
  });
  run.note(`Report ${arn} is ${report.status}`);
}

/** A report is made and filled with the project's role: https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html */
function checkReportRights({ scope, keys }: Run, resource: string, type: 'TEST' | 'CODE_COVERAGE'): void {
  const fill = type === 'TEST' ? 'BatchPutTestCases' : 'BatchPutCodeCoverages';
  const actions = ['CreateReport', fill, 'UpdateReport'];
  const denied = refusal(
    scope,
    keys,
    actions.map((action) => ({ action: `codebuild:${action}`, resource })),
  );
  if (denied !== undefined) throw new UnreadableReport(denied);
}

interface Content {
  readonly details: readonly object[];
  readonly members: Pick<StoredReport, 'status' | 'testSummary' | 'codeCoverageSummary'> & {
    type: 'TEST' | 'CODE_COVERAGE';
  };
}

interface RawFile {
  readonly path: string;
  readonly text: string;
}

function read<T>({ path, text }: RawFile, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    throw new UnreadableReport(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

function testContent(files: readonly RawFile[]): Content {
  const cases = files.flatMap((file) =>
    read(file, parseJunit).map((one: ReportedCase) => ({ ...one, testRawDataPath: file.path })),
  );
  const statusCounts = { SUCCEEDED: 0, FAILED: 0, ERROR: 0, SKIPPED: 0, UNKNOWN: 0 };
  for (const { status } of cases) if (status !== undefined && status in statusCounts) statusCounts[asCount(status)]++;
  const failed = statusCounts.FAILED + statusCounts.ERROR > 0;
  const durationInNanoSeconds = cases.reduce((sum, one) => sum + (one.durationInNanoSeconds ?? 0), 0);
  return {
    details: cases,
    members: {
      type: 'TEST',
      status: failed ? 'FAILED' : 'SUCCEEDED',
      testSummary: { total: cases.length, statusCounts, durationInNanoSeconds },
    },
  };
}

const COUNTED = ['SUCCEEDED', 'FAILED', 'ERROR', 'SKIPPED'] as const;
const asCount = (status: string) => COUNTED.find((known) => known === status) ?? 'UNKNOWN';

function coverageContent(files: readonly RawFile[], format: 'CLOVERXML' | 'COBERTURAXML'): Content {
  const covered = files.flatMap((file) => read(file, format === 'CLOVERXML' ? parseClover : parseCobertura));
  return {
    details: covered.map((file) => ({ ...file, id: uuid() })),
    members: { type: 'CODE_COVERAGE', status: 'SUCCEEDED', codeCoverageSummary: summarize(covered) },
  };
}

async function ensureGroup(run: Run, name: string, type: 'TEST' | 'CODE_COVERAGE'): Promise<string> {
  const { scope, keys } = run;
  if (name.startsWith('arn:')) {
    const found = reportGroups(scope).get(name);
    if (found === undefined) throw new UnreadableReport(`the report group ${name} does not exist`);
    if (found.type !== type)
      throw new UnreadableReport(`the report group ${name} is of type ${found.type}, not ${type}`);
    return name;
  }
  const fullName = `${run.build().projectName}-${name}`;
  const arn = reportGroupArn(scope, fullName);
  const existing = reportGroups(scope).get(arn);
  if (existing !== undefined) {
    if (existing.type !== type)
      throw new UnreadableReport(`the report group ${fullName} is of type ${existing.type}, not ${type}`);
    return arn;
  }
  // Created as the project's role, which needs codebuild:CreateReportGroup as on AWS.
  const client = scope.clients.withKeys(CodeBuildClient, keys, scope.region);
  await client.send(
    new CreateReportGroupCommand({ name: fullName, type, exportConfig: { exportConfigType: 'NO_EXPORT' } }),
  );
  return arn;
}
