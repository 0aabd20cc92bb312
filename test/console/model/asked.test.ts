import { expect, test } from '@jest/globals';
import { type Asked, askedWords, bakeWords } from '../../../console/model/asked.ts';
import type { DossierView } from '../../../console/model/dossier-view.ts';
import { DOSSIER_FACTS } from '../../browser/shown-views.ts';

const PERMISSIONS: Asked = { about: 'permissions', later: ['ApproveProd'] };
const DEPLOYMENT: Asked = { about: 'deployment', later: [] };
const WAITS: DossierView['standing'] = { kind: 'waiting', sinceMs: undefined, expiresMs: undefined };
const EARLY: DossierView['standing'] = { kind: 'early', why: 'Not yet.' };
const bake = (asked: Asked, standing: DossierView['standing'], text = '') =>
  bakeWords({ asked, standing, facts: { ...DOSSIER_FACTS, bake: text } });

test('who approves permissions is told that the rest is to read, and where the deployment is asked about', () => {
  expect(askedWords(DEPLOYMENT)).toBeUndefined();
  expect(askedWords(PERMISSIONS)).toMatch(
    /^Decide on what is newly allowed.* ApproveProd asks about the deployment later\.$/,
  );
});

test('what the bake will see is told in sentences', () => {
  expect(bake(DEPLOYMENT, WAITS, 'sees 15 % of errors; sees no slow tail')).toEqual({
    known: true,
    sentences: ['Sees 15 % of errors', 'Sees no slow tail'],
  });
});

test.each([
  [PERMISSIONS, WAITS, /^Not needed for this decision.* ApproveProd says what the bake behind it will see\.$/],
  [PERMISSIONS, EARLY, /^Not needed for this decision/],
  [DEPLOYMENT, EARLY, /^Not known yet: the pipeline says it when the release comes to the approval\.$/],
  [DEPLOYMENT, WAITS, /^The comment of this approval does not say it\.$/],
] as const)('that it is not said has its reason: %j, %j', (asked, standing, why) => {
  const { known, sentences } = bake(asked, standing);
  expect(known).toBe(false);
  expect(sentences).toEqual([expect.stringMatching(why)]);
});
