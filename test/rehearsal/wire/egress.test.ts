import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { HttpRoute } from '../../../rehearsal/kernel/service.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const run = promisify(execFile);
const HOST = 'abc123.execute-api.eu-west-1.amazonaws.com';
const route: HttpRoute = {
  matches: (_url, host) => host === HOST,
  handle: async (request, response) => {
    response.end(`served ${request.headers.host}${request.url}`);
  },
};
let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([{ ...sts, routes: [route] }]);
});
afterAll(() => local.stop());

const fetchIn = (url: string, environment: NodeJS.ProcessEnv) =>
  run(
    process.execPath,
    ['-e', `fetch(${JSON.stringify(url)}).then(r => r.text()).then(t => process.stdout.write(t))`],
    {
      env: { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: local.rehearsal.endpoint, NO_PROXY: '127.0.0.1', ...environment },
    },
  );

test('a process behind the proxy reaches a deployed API by its real name over TLS', async () => {
  const trusting = { NODE_EXTRA_CA_CERTS: local.rehearsal.kernel.certificateAuthorityFile };
  const { stdout } = await fetchIn(`https://${HOST}/prod/x?y=1`, trusting);
  expect(stdout).toBe(`served ${HOST}/prod/x?y=1`);
});

test('a process that does not trust the authority is not served', async () => {
  await expect(fetchIn(`https://${HOST}/prod`, {})).rejects.toMatchObject({ code: 1 });
});
