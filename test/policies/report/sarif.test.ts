import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { compareReports } from '../../../policies/report/changes.ts';
import { sarifReport } from '../../../policies/report/sarif.ts';
import type { SecurityReport } from '../../../policies/report/security-report.ts';
import { BACKUP, report, without } from './fixture.ts';

const suppression = z.object({
  kind: z.literal('external'),
  status: z.literal('accepted'),
  justification: z.string(),
  properties: z.record(z.string(), z.string()),
});
const result = z.object({
  ruleId: z.string(),
  ruleIndex: z.int(),
  level: z.literal('error'),
  message: z.object({ text: z.string() }),
  locations: z
    .array(
      z.object({
        physicalLocation: z.object({ artifactLocation: z.object({ uri: z.string(), uriBaseId: z.string() }) }),
        logicalLocations: z.array(z.object({ fullyQualifiedName: z.string() })),
      }),
    )
    .length(1),
  partialFingerprints: z.record(z.string(), z.string()),
  suppressions: z.array(suppression),
  baselineState: z.enum(['new', 'unchanged']).optional(),
});
const log = z.object({
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.object({
      tool: z.object({ driver: z.object({ rules: z.array(z.object({ id: z.string() })) }) }),
      results: z.array(result),
    }),
  ]),
});
const runOf = (of: SecurityReport) => log.parse(JSON.parse(sarifReport(of, 'cdk.out'))).runs[0];
const run = runOf(report());

test('a result for each finding, which refers to its rule', () => {
  expect(run.results).toHaveLength(3);
  for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

test('what is acknowledged is suppressed with its justification, what is open is not', () => {
  expect(run.results.map(({ suppressions }) => suppressions.length)).toEqual([1, 0, 1]);
  expect(run.results[0]?.suppressions[0]).toMatchObject({
    justification: 'It can be <restored> to any second.',
    properties: { entry: 'restored-otherwise', owner: 'Somebody', expires: '2027-01-31' },
  });
});

test('a finding lies at its construct, in the template of its stack', () => {
  expect(run.results[0]?.locations[0]).toEqual({
    physicalLocation: { artifactLocation: { uri: 'assembly-App-Beta/Stack.template.json', uriBaseId: 'ASSEMBLY' } },
    logicalLocations: [{ fullyQualifiedName: 'App/Beta/Table/Resource' }],
  });
});

test('fingerprints are those of the report', () => {
  const { findings } = report();
  expect(run.results.map(({ partialFingerprints }) => Object.values(partialFingerprints))).toEqual(
    findings.map(({ fingerprint }) => [fingerprint]),
  );
});

describe('compared with a release before', () => {
  test('a result is new or not', () => {
    const changes = compareReports(report(without(BACKUP)), report());
    expect(runOf({ ...report(), changes }).results.map(({ baselineState }) => baselineState)).toEqual([
      'new',
      'unchanged',
      'new',
    ]);
  });

  test('without one nothing is said', () => {
    expect(run.results.map(({ baselineState }) => baselineState)).toEqual([undefined, undefined, undefined]);
  });
});
