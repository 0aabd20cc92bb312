import type { TestCase } from '@aws-sdk/client-codebuild';
import { type Element, parseXml } from './parse-xml.ts';

export type ReportedCase = Pick<
  TestCase,
  'name' | 'prefix' | 'status' | 'durationInNanoSeconds' | 'message' | 'testSuiteName'
>;

/**
 * The test cases of a JUnit XML report, with CodeBuild's statuses.
 * @throws Error when the text is no JUnit report
 */
export function parseJunit(text: string): ReportedCase[] {
  const root = parseXml(text);
  if (root.name !== 'testsuites' && root.name !== 'testsuite')
    throw new Error(`a JUnit report starts with testsuites or testsuite, this one with ${root.name}`);
  return casesOf(root, '');
}

function casesOf(element: Element, suite: string): ReportedCase[] {
  const inside = element.name === 'testsuite' ? (element.attributes.name ?? suite) : suite;
  return element.children.flatMap((child) => {
    if (child.name === 'testsuite') return casesOf(child, inside);
    return child.name === 'testcase' ? [describeCase(child, inside)] : [];
  });
}

const STATUSES: Readonly<Record<string, string>> = { failure: 'FAILED', error: 'ERROR', skipped: 'SKIPPED' };

function describeCase({ attributes, children }: Element, suite: string): ReportedCase {
  const problem = children.find((child) => STATUSES[child.name] !== undefined);
  return {
    name: attributes.name ?? '',
    prefix: attributes.classname ?? '',
    testSuiteName: suite,
    status: problem === undefined ? 'SUCCEEDED' : (STATUSES[problem.name] ?? 'UNKNOWN'),
    durationInNanoSeconds: Math.round(Number(attributes.time ?? 0) * 1e9) || 0,
    ...(problem === undefined ? {} : { message: problem.attributes.message ?? problem.text }),
  };
}
