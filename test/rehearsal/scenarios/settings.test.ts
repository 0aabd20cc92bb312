import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';
import { checkDetection } from '../../../pipeline/check-detection.ts';
import { planStages, type ReleaseEntry } from '../../../pipeline/waves.ts';
import * as faults from '../../../rehearsal/scenarios/partial-faults.ts';
import { scenarios } from '../../../rehearsal/scenarios/registry.ts';
import { PROJECT_AS_IT_IS, type Setting, settingId } from '../../../rehearsal/scenarios/setting.ts';
import * as exported from '../../../rehearsal/scenarios/settings.ts';
import { type Edit, edited } from '../../../rehearsal/session/workspace.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const ENVIRONMENTS = 'pipeline/environments.ts';

/** The files of the project that the edits change, with all of them made. */
function make(edits: readonly Edit[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const edit of edits) {
    const text = files.get(edit.file) ?? readFileSync(join(ROOT, edit.file), 'utf8');
    files.set(edit.file, edited(text, edit));
  }
  return files;
}

/** The stages that the text of environments.ts lists. */
function stagesOf(text: string) {
  const { code } = transformSync(text, { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } });
  const module: { exports: { environments?: readonly ReleaseEntry[] } } = { exports: {} };
  new Function('exports', 'require', code)(module.exports, createRequire(join(ROOT, ENVIRONMENTS)));
  return planStages(module.exports.environments ?? []).flatMap((stage) => stage.environments);
}

const settings: Setting[] = [...new Set(scenarios.map(({ setting }) => setting))].filter(
  (setting) => setting !== undefined && setting !== 'nothing',
);

test('every setting that is written down is used', () => {
  const written = Object.values(exported).filter((one) => typeof one === 'object' && 'what' in one);
  expect(settings).toEqual(expect.arrayContaining(written));
  expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
});

test.each(settings)('"$name" fits the project as it is, and the synthesis takes its figures', ({ edits }) => {
  const environments = make(edits).get(ENVIRONMENTS) ?? readFileSync(join(ROOT, ENVIRONMENTS), 'utf8');
  expect(() => checkDetection(stagesOf(environments))).not.toThrow();
});

test('a setting whose figures do not fit each other would be seen', () => {
  const expected = 'expected: { requestsPerSecond: 2.5, errorRatePercent: 0.1, slowPercent: 0.1 },';
  const [text = ''] = make([{ file: ENVIRONMENTS, find: expected, replace: expected.replace('2.5', '0.5') }]).values();
  expect(() => checkDetection(stagesOf(text))).toThrow(/stage 'Prod'/);
});

test.each<[string, readonly Edit[]]>([
  ['tenfold-errors', [...exported.BUSY.edits, faults.failsMoreOften(exported.BUSY_ERRS_ONE_IN, 100)]],
  ['slow-tail', [...exported.BUSY.edits, faults.slowByChance(5, 1500)]],
  ['linear', [...exported.LINEAR.edits, faults.failsMoreOften(exported.BUSY_ERRS_ONE_IN, 50)]],
  ['low-traffic', exported.ROLLS_BACK_WITHOUT_EVIDENCE],
  ['low-traffic, by its third', exported.ASKS_WITHOUT_EVIDENCE],
])('what %s pushes fits its setting', (_name, edits) => {
  expect(make(edits).size).toBeGreaterThan(0);
  const environments = make(edits).get(ENVIRONMENTS);
  if (environments !== undefined) expect(() => checkDetection(stagesOf(environments))).not.toThrow();
});

test('a setting is another one when its edits are', () => {
  const [first] = exported.BUSY.edits;
  expect(settingId({ ...exported.BUSY, edits: [] })).not.toBe(settingId(exported.BUSY));
  expect(settingId({ ...exported.BUSY, what: 'in other words' })).toBe(settingId(exported.BUSY));
  expect(settingId(PROJECT_AS_IT_IS)).not.toBe(settingId({ ...PROJECT_AS_IT_IS, edits: first ? [first] : [] }));
});
