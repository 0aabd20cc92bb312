import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Console, startConsole } from '../../../console/server/start.ts';
import { type ReleaseModel, startReleaseModel } from '../release-model.ts';

let setup: ReleaseModel;
let served: Console;
let bugs: unknown[];
beforeEach(async () => {
  bugs = [];
  setup = await startReleaseModel();
});
afterEach(async () => {
  await served.stop();
  await setup.release.local.stop();
  expect(bugs).toEqual([]);
});

const serve = async (readOnly = false) => {
  served = await startConsole({ ...setup.options, port: 0, readOnly, report: (error) => bugs.push(error) });
  return new URL(served.url);
};

/** Opens the address as a browser does. @returns its cookie, and the token of its changes */
async function open(url: URL) {
  const opened = await fetch(url, { redirect: 'manual' });
  const [cookie = ''] = opened.headers.getSetCookie();
  const page = await fetch(new URL('/', url), { headers: { cookie: cookie.split(';')[0] ?? '' } });
  const html = await page.text();
  return { opened, cookie, page, html, csrfToken: /"csrfToken":"([^"]+)"/.exec(html)?.[1] };
}

const post = (url: URL, path: string, headers: Record<string, string>, body: unknown) =>
  fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('without its token nothing is shown', async () => {
  const url = await serve();
  for (const path of ['/', '/history', '/release/x', '/?token=guess'])
    expect((await fetch(new URL(path, url))).status).toBe(401);
  expect((await fetch(new URL('/events?topic=pipeline', url))).status).toBe(401);
  expect((await post(url, '/api/release/x/stop', {}, {})).status).toBe(401);
});

test('the token leaves the address, and the cookie is for this site alone', async () => {
  const { opened, cookie } = await open(await serve());
  expect(opened.status).toBe(302);
  expect(opened.headers.get('location')).toBe('/');
  expect(cookie).toMatch(/^slipway_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
});

test('a page runs no script but its own, and is framed by nobody', async () => {
  const { page, html } = await open(await serve());
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe/);
  expect(page.headers.get('cache-control')).toBe('no-store');
  const { secretAccessKey, accessKeyId } = setup.release.local.rehearsal.credentials;
  for (const secret of [secretAccessKey, accessKeyId]) expect(html).not.toContain(secret);
});

test('its script is small', async () => {
  const url = await serve();
  const { html } = await open(url);
  const script = await fetch(new URL(/src="([^"]+\.js)"/.exec(html)?.[1] ?? '', url));
  expect(script.status).toBe(200);
  expect((await script.arrayBuffer()).byteLength).toBeLessThan(150_000);
});

test('a change needs the token of the page, whatever the cookie', async () => {
  const url = await serve();
  const id = await setup.toApproval();
  const { cookie, csrfToken = '' } = await open(url);
  const { hash, factHashes } = await setup.model.dossier(id);
  const body = { stage: 'Approve', approve: true, comment: '', hash, factHashes };
  const path = `/api/approval/${id}`;
  expect((await post(url, path, { cookie }, body)).status).toBe(403);
  expect((await post(url, path, { cookie, 'x-csrf-token': 'guess' }, body)).status).toBe(403);
  expect((await setup.model.dossier(id)).standing.kind).toBe('waiting');

  const done = await post(url, path, { cookie, 'x-csrf-token': csrfToken }, body);
  expect([done.status, await done.json()]).toEqual([200, { done: 'Approved.' }]);
  const again = await post(url, path, { cookie, 'x-csrf-token': csrfToken }, body);
  expect(again.status).toBe(409);
  expect(await again.json()).toMatchObject({ message: expect.stringMatching(/answered already/) });
});

test('a body that is not what the page sends is refused in words', async () => {
  const url = await serve();
  const { cookie, csrfToken = '' } = await open(url);
  const answer = await post(url, '/api/approval/x', { cookie, 'x-csrf-token': csrfToken }, { approve: 'yes' });
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ hint: 'Reload the page.' });
});

test('a console that only shows changes nothing', async () => {
  const url = await serve(true);
  const id = await setup.toApproval();
  const { cookie, csrfToken, page } = await open(url);
  expect([page.status, csrfToken]).toEqual([200, undefined]);
  const answer = await post(url, `/api/approval/${id}`, { cookie }, {});
  expect(answer.status).toBe(403);
});

test('another name that leads here is turned away', async () => {
  const url = await serve();
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request({ port: url.port, host: '127.0.0.1', headers: { host: 'rebound.example.com' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});
