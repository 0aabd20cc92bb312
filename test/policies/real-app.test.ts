import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import { environments } from '../../pipeline/environments.ts';
import { planStages } from '../../pipeline/waves.ts';
import { ledger } from '../../policies/ledger.ts';
import { rules } from '../../policies/rules.ts';
import { eachEnvironment } from '../pipeline/each-environment.ts';
import { environment } from '../pipeline/synthesize.ts';
import { synthesizeRealApp } from './real-app.ts';

/** More exceptions than these nobody reads. */
const ENTRIES_MAX = 12;

const { evidence, reports } = synthesizeRealApp();
const faultsOf = (name: string, from = reports) =>
  from.filter(({ pluginName }) => pluginName === name).flatMap(({ violations }) => violations);

test('every rule of every pack saw every resource', () => {
  expect(evidence.resources.length).toBeGreaterThan(100);
  expect(evidence.packs.map(({ name }) => name)).toEqual([
    'AwsSolutions',
    'Serverless',
    'NIST.800.53.R5',
    'PCI.DSS.321',
    'HIPAA.Security',
    'Slipway',
  ]);
  for (const { rules: evaluated } of evidence.packs) {
    for (const { notApplicable, compliant, finding, error } of evaluated) {
      expect(notApplicable + compliant + finding + error).toBe(evidence.resources.length);
    }
  }
});

test('each of our own rules judged something, and no rule failed to judge', () => {
  const judged = evidence.packs.find(({ name }) => name === 'Slipway')?.rules ?? [];
  expect(judged.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  expect(judged.filter(({ compliant }) => compliant === 0)).toEqual([]);
  expect(evidence.packs.flatMap((pack) => pack.rules).filter(({ error }) => error > 0)).toEqual([]);
});

test('every entry of the ledger fits what was found', () => {
  expect(ledger.length).toBeGreaterThan(0);
  expect(faultsOf('Ledger')).toEqual([]);
});

test('the ledger is short enough to be read as a whole, and rests on pages and files that are there', () => {
  expect(ledger.length).toBeLessThanOrEqual(ENTRIES_MAX);
  const files = ledger.map((entry) => entry.evidence).filter((evidence) => !evidence.startsWith('https://'));
  expect(files.filter((file) => !existsSync(path.join(import.meta.dirname, '../..', file)))).toEqual([]);
});

test('what is acknowledged is in the report, and with reason, owner and end in the evidence', () => {
  const acknowledged = evidence.findings.filter((finding) => finding.acknowledged !== undefined);
  expect(acknowledged.length).toBeGreaterThan(ledger.length);
  for (const id of new Set(acknowledged.map((finding) => finding.id))) {
    expect(JSON.stringify(reports.flatMap((report) => report.suppressedViolations))).toContain(JSON.stringify(id));
  }
});

test('an added stage brings no finding that the others do not have, and needs no entry', () => {
  const approval = { approvers: ['one@example.com', 'two@example.com'], timeoutMinutes: 60 };
  const added = environment({ name: 'Added', integrationTest: true, approval });
  const withAdded = synthesizeRealApp([...environments, added]);
  expect(withAdded.evidence.resources.some(({ path: at }) => at.startsWith('SlipwayPipeline/Added/'))).toBe(true);
  expect(faultsOf('Ledger', withAdded.reports)).toEqual([]);
  const open = (from: typeof evidence, stage: string) =>
    from.findings
      .filter(({ path: at, acknowledged }) => acknowledged === undefined && at.includes(stage))
      .map(({ id, path: at }) => `${id} ${at.replaceAll(stage, '')}`);
  const [first] = environments;
  expect(open(withAdded.evidence, 'Added')).toEqual(open(evidence, first?.name ?? ''));
});

test('a stage that captures requests brings no finding that is not acknowledged', () => {
  const capturing = eachEnvironment(environments, (one) => ({
    ...one,
    capture: { sharePercent: 1, events: 20, days: 7 },
  }));
  const { evidence: found, reports: reported } = synthesizeRealApp(capturing);
  expect(found.resources.filter(({ path: at }) => at.endsWith('/Captured/Resource'))).toHaveLength(
    planStages(capturing).flatMap((stage) => stage.environments).length,
  );
  expect(faultsOf('Ledger', reported)).toEqual([]);
  const open = found.findings.filter(
    ({ path: at, acknowledged }) => acknowledged === undefined && at.includes('/Students/'),
  );
  expect(open).toEqual([]);
});

test('a stage with synthetic traffic brings no finding that is not acknowledged', () => {
  const asking = eachEnvironment(environments, (one) =>
    one.name === 'Prod'
      ? {
          ...one,
          // Figures at which it can be asked enough, whatever those of the released stage are.
          shift: { kind: 'canary', percent: 10, minutes: 5 },
          expected: { requestsPerSecond: 2.5, errorRatePercent: 0.1, slowPercent: 0.1 },
          mustDetect: { errorRatePercent: 20 },
          onInconclusive: 'syntheticTraffic',
          onNothingToAsk: 'accept',
        }
      : one,
  );
  const { evidence, reports } = synthesizeRealApp(asking);
  expect(evidence.resources.filter(({ path }) => path.includes('/SyntheticTraffic/')).length).toBeGreaterThan(3);
  expect(evidence.findings.filter(({ acknowledged }) => acknowledged === undefined)).toEqual([]);
  expect(reports.flatMap(({ violations }) => violations)).toEqual([]);
});
