import { expect, test } from '@jest/globals';
import { approvalFacts } from '../../cli/commands/approval-facts.ts';
import { shortDossierLines } from '../../cli/render/dossier.ts';
import { serveConsole } from '../../console/server/start.ts';
import { Refused } from '../../operations/refused.ts';
import type { ReleaseModel } from '../console/release-model.ts';
import { startAPipeline } from './at-a-terminal.ts';
import { PLAIN } from './render/views.ts';

/* What a rehearsal tells the person before it asks them for an approval. */

let setup: ReleaseModel;
let id: string;
startAPipeline(async (started) => {
  setup = started;
  id = await setup.toApproval();
});
const approval = () => ({ executionId: id, stageName: 'Approve' });

test('the facts of the dossier in short, and an address that opens it', async () => {
  const bugs: unknown[] = [];
  const page = await serveConsole(setup.model, { port: 0, readOnly: false, report: (error) => bugs.push(error) });
  try {
    const lines = await approvalFacts(setup.model, page, approval(), PLAIN);
    const text = lines.join('\n');
    expect(text).toMatch(/^\n“First” to Prod\nc1, execution [0-9a-f]{8}, .*, at Approve\. Waits for 0ms/);
    for (const title of [
      'Commits',
      'Resources that change',
      'Who may newly do what?',
      'Can it be taken back?',
      'What do the policy rules newly find?',
      'What the bake will see',
    ])
      expect(text).toContain(`\n${title}\n`);
    const address = /http:\S+$/.exec(text)?.[0] ?? '';
    expect(new URL(address).pathname).toBe(`/approval/${id}`);
    const opened = await fetch(address, { redirect: 'manual' });
    expect([opened.status, opened.headers.get('location')]).toEqual([302, `/approval/${id}`]);
    const [cookie = ''] = opened.headers.getSetCookie();
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await fetch(new URL(`/approval/${id}`, address), { headers })).status).toBe(200);
  } finally {
    await page.stop();
  }
  expect(bugs).toEqual([]);
});

test('where no console was started, there is no address', async () => {
  expect((await approvalFacts(setup.model, undefined, approval(), PLAIN)).join('\n')).not.toContain('http');
});

test('that the facts cannot be read is said in their place, and a bug is thrown', async () => {
  const failing = (error: Error) => ({ ...setup.model, dossier: () => Promise.reject(error) });
  const refused = failing(new Refused('The artifact is gone', 'Release it again.'));
  expect(await approvalFacts(refused, undefined, approval(), PLAIN)).toContain(
    'The facts are not known: The artifact is gone. Release it again.',
  );
  await expect(approvalFacts(failing(new TypeError('a bug')), undefined, approval(), PLAIN)).rejects.toThrow('a bug');
});

test('a section that is long is cut, and says how much there is', async () => {
  const dossier = await setup.model.dossier(id);
  const bake = (sentences: number) =>
    Array.from({ length: sentences }, (_none, index) => `alarm ${index + 1} sees it`).join('; ');
  const short = (sentences: number) =>
    shortDossierLines({ ...dossier, facts: { ...dossier.facts, bake: bake(sentences) } }, PLAIN).join('\n');
  expect(short(7)).toContain('  Alarm 4 sees it\n  … and 3 more lines\n');
  expect(short(5)).toContain('  Alarm 4 sees it\n  Alarm 5 sees it\n');
});
