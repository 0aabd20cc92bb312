import { expect, test } from '@jest/globals';
import { fingerprintOf } from '../../../policies/report/fingerprint.ts';
import { BACKUP, EVIDENCE, report, WILDCARD } from './fixture.ts';

const { totals, packs, stacks, rules, decisions, findings } = report();

test('everything is counted, also what was asked and found nothing', () => {
  expect(totals).toEqual({
    resources: 3,
    rules: 4,
    judged: 4,
    findings: 3,
    acknowledged: 2,
    open: 1,
    decisions: 1,
  });
  expect(packs).toEqual([{ name: 'Pack', rules: 4, judged: 4, acknowledged: 2, open: 1 }]);
});

test('by stack', () => {
  expect(stacks.map(({ name, open, acknowledged }) => [name, open, acknowledged])).toEqual([
    ['Beta-Stack', 0, 1],
    ['Prod-Stack', 0, 1],
    ['App', 1, 0],
  ]);
});

test('by rule, without those that had nothing to judge', () => {
  expect(rules.map(({ id, open, acknowledged, compliant }) => [id, open, acknowledged, compliant])).toEqual([
    ['Pack-Backup', 0, 2, 0],
    ['Pack-Wildcard', 1, 0, 0],
    ['Pack-Tls', 0, 0, 1],
  ]);
});

test('a decision comes with what it covers', () => {
  expect(decisions).toMatchObject([{ name: 'restored-otherwise', findings: 2, rules: ['Pack-Backup'] }]);
});

test('findings have their resource and who acknowledges them, and an order of their own', () => {
  expect(findings.map(({ id, resource, acknowledgedBy }) => [id, resource.stack, acknowledgedBy])).toEqual([
    [BACKUP, 'Beta-Stack', 'restored-otherwise'],
    [WILDCARD, 'App', undefined],
    [BACKUP, 'Prod-Stack', 'restored-otherwise'],
  ]);
});

test('a fingerprint is of the construct path and the rule, and of nothing else', () => {
  const again = report({ ...EVIDENCE, resources: EVIDENCE.resources.map((one) => ({ ...one, logicalId: 'Renamed' })) });
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  expect(again.findings.map(({ fingerprint }) => fingerprint)).toEqual(fingerprints);
  expect(new Set(fingerprints).size).toBe(3);
  expect(fingerprintOf({ id: 'Pack::rule', path: 'App/Bucket' })).toBe('ed3ad7d8b9ba98efc064d0d8ec9e2752');
});

test('a finding at a resource that was not judged is no report', () => {
  expect(() => report({ ...EVIDENCE, resources: [] })).toThrow("'App/Bucket/Policy'");
});
