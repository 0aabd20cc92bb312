import {
  BatchGetBuildsCommand,
  BatchGetReportsCommand,
  type CodeBuildClient,
  type Report,
} from '@aws-sdk/client-codebuild';
import type { ActionRun } from './action-run.ts';

/** What a report of tests or of coverage says, beside the one of the release before. */
export interface TestComparison {
  /** Such as `unit-tests`. */
  readonly name: string;
  readonly stage: string;
  readonly now: TestResult;
  /** Undefined where the release before has no such report. */
  readonly before: TestResult | undefined;
}

export type TestResult =
  | { readonly kind: 'tests'; readonly total: number; readonly passed: number; readonly failed: number }
  | { readonly kind: 'coverage'; readonly linesPercent: number; readonly branchesPercent: number };

interface StageReport {
  readonly stage: string;
  readonly name: string;
  readonly result: TestResult;
}

function toResult({ type, testSummary, codeCoverageSummary }: Report): TestResult | undefined {
  if (type === 'CODE_COVERAGE' && codeCoverageSummary !== undefined) {
    const { lineCoveragePercentage: linesPercent = 0, branchCoveragePercentage: branchesPercent = 0 } =
      codeCoverageSummary;
    return { kind: 'coverage', linesPercent, branchesPercent };
  }
  if (type !== 'TEST' || testSummary === undefined) return undefined;
  const { total = 0, statusCounts = {} } = testSummary;
  const passed = statusCounts.SUCCEEDED ?? 0;
  const failed = (statusCounts.FAILED ?? 0) + (statusCounts.ERROR ?? 0);
  return { kind: 'tests', total, passed, failed };
}

/** `arn:...:report/<project>-<name>:<id>`: the project's name is of the pipeline, the report's of the buildspec. */
const nameOf = ({ arn = '' }: Report, project: string): string =>
  (arn.split('/').at(-1)?.split(':')[0] ?? arn).replace(`${project}-`, '');

/** All reports of an execution's builds. */
async function readReports(client: CodeBuildClient, runs: readonly ActionRun[]): Promise<StageReport[]> {
  const builds = runs.filter(({ provider, externalId }) => provider === 'CodeBuild' && externalId !== undefined);
  if (builds.length === 0) return [];
  const ids = builds.flatMap(({ externalId }) => externalId ?? []);
  const { builds: found = [] } = await client.send(new BatchGetBuildsCommand({ ids }));
  const owner = new Map(
    found.flatMap(({ id, projectName = '', reportArns = [] }) => {
      const stage = builds.find(({ externalId }) => externalId === id)?.stageName ?? '';
      return reportArns.map((arn) => [arn, { stage, projectName }] as const);
    }),
  );
  if (owner.size === 0) return [];
  const { reports = [] } = await client.send(new BatchGetReportsCommand({ reportArns: [...owner.keys()] }));
  return reports.flatMap((report) => {
    const result = toResult(report);
    const { stage = '', projectName = '' } = owner.get(report.arn ?? '') ?? {};
    return result === undefined ? [] : [{ stage, name: nameOf(report, projectName), result }];
  });
}

/** The test results of a release, beside those of the one before. */
export async function compareTests(
  client: CodeBuildClient,
  runs: readonly ActionRun[],
  runsBefore: readonly ActionRun[],
): Promise<TestComparison[]> {
  const [now, before] = await Promise.all([readReports(client, runs), readReports(client, runsBefore)]);
  return now.map(({ stage, name, result }) => ({
    stage,
    name,
    now: result,
    before: before.find((one) => one.stage === stage && one.name === name)?.result,
  }));
}
