import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Console, startConsole } from '../../../console/server/start.ts';
import { type ReleaseModel, startReleaseModel } from '../release-model.ts';
import { listenTo, type PageEvents } from './page-events.ts';

/* The endpoint goes away under a console with open pages, and comes back at the same address with the same state. */

const PATIENCE_MS = 120_000;

let setup: ReleaseModel;
let served: Console;
let base: URL;
let session: { readonly cookie: string; readonly csrfToken: string };
const bugs: unknown[] = [];
const pages: PageEvents[] = [];

beforeEach(async () => {
  setup = await startReleaseModel();
  served = await startConsole({ ...setup.options, port: 0, readOnly: false, report: (error) => bugs.push(error) });
  base = new URL('/', served.url);
  const [setCookie = ''] = (await fetch(served.url, { redirect: 'manual' })).headers.getSetCookie();
  const cookie = setCookie.split(';')[0] ?? '';
  const html = await (await fetch(base, { headers: { cookie } })).text();
  session = { cookie, csrfToken: /"csrfToken":"([^"]+)"/.exec(html)?.[1] ?? '' };
}, PATIENCE_MS);
afterEach(async () => {
  for (const page of pages.splice(0)) page.leave();
  await served.stop();
  await setup.release.local.stop();
  expect(bugs.splice(0)).toEqual([]);
}, PATIENCE_MS);

async function open(topic: string): Promise<PageEvents> {
  const page = await listenTo(base, session.cookie, topic);
  pages.push(page);
  return page;
}

async function answer(id: string, body: object): Promise<{ status: number; says: unknown }> {
  const response = await fetch(new URL(`/api/approval/${id}`, base), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: session.cookie, 'x-csrf-token': session.csrfToken },
    body: JSON.stringify(body),
  });
  return { status: response.status, says: await response.json() };
}

/** Ends the endpoint while it is away, and begins it again at its address. */
async function restart(whileAway: () => Promise<void>): Promise<void> {
  const { local } = setup.release;
  await local.rehearsal.stop();
  await whileAway();
  setup.release.local = await local.startAgain();
}

test(
  'an open page says that AWS is away, goes on by itself when it is back, and what was answered is not answered again',
  async () => {
    const id = await setup.toApproval();
    const pipeline = await open('pipeline');
    const dossier = await open(`approval/${id}`);
    await pipeline.next('state');
    const { hash, factHashes } = JSON.parse(await dossier.next('state'));
    const approval = { stage: 'Approve', approve: true, comment: 'Beta is quiet', hash, factHashes };

    await restart(async () => {
      for (const page of [pipeline, dossier])
        expect(JSON.parse(await page.next('trouble'))).toMatchObject({ message: 'AWS does not answer', passing: true });
      expect(await answer(id, approval)).toMatchObject({ status: 409, says: { message: 'AWS does not answer' } });
    });
    await pipeline.next('state');
    // The answer that met nobody was not given.
    expect(JSON.parse(await dossier.next('state'))).toMatchObject({ standing: { kind: 'waiting' }, hash });

    expect(await answer(id, approval)).toEqual({ status: 200, says: { done: 'Approved.' } });
    await setup.release.settle();
    await restart(() => dossier.next('trouble').then(() => undefined));
    expect(JSON.parse(await dossier.next('state'))).toMatchObject({ standing: { kind: 'answered', approved: true } });
    expect(await answer(id, { ...approval, approve: false, comment: 'No' })).toMatchObject({
      status: 409,
      says: { message: 'This approval was answered already: approved by developer' },
    });
    const runs = await setup.model.runs(id);
    expect(runs.filter(({ category }) => category === 'Approval').map(({ status }) => status)).toEqual(['Succeeded']);
  },
  PATIENCE_MS,
);
