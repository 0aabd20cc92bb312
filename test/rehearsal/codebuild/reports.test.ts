import {
  BatchGetReportsCommand,
  DescribeCodeCoveragesCommand,
  DescribeTestCasesCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { parseClover, parseCobertura } from '../../../rehearsal/services/codebuild/reports/coverage.ts';
import { parseJunit } from '../../../rehearsal/services/codebuild/reports/junit.ts';
import { type BuildLab, startLab } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

const JUNIT = `<?xml version="1.0"?>
<testsuites><testsuite name="sums"><testcase classname="add" name="adds &amp; more" time="0.25"/>
<testcase classname="add" name="fails" time="1"><failure message="expected 2">stack</failure></testcase>
<testcase name="later"><skipped/></testcase><testcase name="broke"><error>boom</error></testcase></testsuite></testsuites>`;
const CLOVER = `<coverage><project><package name="p"><file name="a.ts" path="src/a.ts"><metrics conditionals="4" coveredconditionals="1"/>
<line num="1" count="1" type="stmt"/><line num="2" count="0" type="stmt"/><line num="2" count="0" type="cond"/><line num="3" count="5" type="stmt"/></file></package></project></coverage>`;
const COBERTURA = `<coverage><packages><package><classes><class filename="b.ts"><methods><method><lines><line number="1" hits="0"/></lines></method></methods>
<lines><line number="1" hits="2"/><line number="2" hits="0" branch="true" condition-coverage="50% (1/2)"/></lines></class></classes></package></packages></coverage>`;

test('JUnit test cases by status', () => {
  expect(parseJunit(JUNIT)).toEqual([
    {
      name: 'adds & more',
      prefix: 'add',
      testSuiteName: 'sums',
      status: 'SUCCEEDED',
      durationInNanoSeconds: 250_000_000,
    },
    {
      name: 'fails',
      prefix: 'add',
      testSuiteName: 'sums',
      status: 'FAILED',
      durationInNanoSeconds: 1e9,
      message: 'expected 2',
    },
    { name: 'later', prefix: '', testSuiteName: 'sums', status: 'SKIPPED', durationInNanoSeconds: 0, message: '' },
    { name: 'broke', prefix: '', testSuiteName: 'sums', status: 'ERROR', durationInNanoSeconds: 0, message: 'boom' },
  ]);
});

test('coverage counts a line once', () => {
  expect(parseClover(CLOVER)).toEqual([
    {
      filePath: 'src/a.ts',
      linesCovered: 2,
      linesMissed: 1,
      lineCoveragePercentage: 66.67,
      branchesCovered: 1,
      branchesMissed: 3,
      branchCoveragePercentage: 25,
    },
  ]);
  expect(parseCobertura(COBERTURA)).toEqual([
    {
      filePath: 'b.ts',
      linesCovered: 1,
      linesMissed: 1,
      lineCoveragePercentage: 50,
      branchesCovered: 1,
      branchesMissed: 1,
      branchCoveragePercentage: 50,
    },
  ]);
});

test('what is no report is refused', () => {
  expect(() => parseJunit('<coverage/>')).toThrow('starts with testsuites or testsuite, this one with coverage');
  expect(() => parseJunit('<testsuites>')).toThrow('line 1');
  expect(() => parseClover('<html/>')).toThrow('this one with html');
});

let lab: BuildLab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.local.stop());

test('reports of a failed build are published to groups made on the fly', async () => {
  const write = (name: string, text: string) => `cat > ${name} <<'END'\n${text}\nEND\n`;
  const build = await lab.build(
    JSON.stringify({
      version: 0.2,
      phases: { build: { commands: [write('junit.xml', JUNIT), write('clover.xml', CLOVER), 'false'] } },
      reports: {
        unit: { files: ['junit.xml'] },
        coverage: { files: ['clover.xml'], 'file-format': 'CLOVERXML' },
        absent: { files: ['none.xml'] },
      },
    }),
  );
  expect(build.buildStatus).toBe('FAILED');
  const [unit, coverage] = build.reportArns ?? [];
  expect(build.reportArns).toHaveLength(2);
  const { reports } = await lab.client.send(new BatchGetReportsCommand({ reportArns: [unit ?? '', coverage ?? ''] }));
  expect(reports).toMatchObject([
    {
      name: `${build.projectName}-unit`,
      type: 'TEST',
      status: 'FAILED',
      executionId: build.arn,
      testSummary: { total: 4, statusCounts: { SUCCEEDED: 1, FAILED: 1, SKIPPED: 1, ERROR: 1 } },
    },
    { type: 'CODE_COVERAGE', status: 'SUCCEEDED', codeCoverageSummary: { linesCovered: 2, linesMissed: 1 } },
  ]);
  const failed = await lab.client.send(new DescribeTestCasesCommand({ reportArn: unit, filter: { status: 'FAILED' } }));
  expect(failed.testCases).toMatchObject([{ name: 'fails', message: 'expected 2', testRawDataPath: 'junit.xml' }]);
  const { codeCoverages } = await lab.client.send(new DescribeCodeCoveragesCommand({ reportArn: coverage }));
  expect(codeCoverages).toMatchObject([{ filePath: 'src/a.ts', lineCoveragePercentage: 66.67 }]);
  expect(lab.text()).toContain('[absent: [report files not found in build]]');
});
