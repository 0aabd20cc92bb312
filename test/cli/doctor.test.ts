import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gitCheck, nodeCheck } from '../../cli/commands/local-checks.ts';
import { neededBootstrap } from '../../cli/commands/needed-bootstrap.ts';
import { EXIT } from '../../cli/program.ts';
import { lambda } from '../../rehearsal/services/lambda/index.ts';
import { ssm } from '../../rehearsal/services/ssm/index.ts';
import { PIPELINE, type ReleaseModel, startReleaseModel } from '../console/release-model.ts';
import { runCli } from './run-cli.ts';
import { nameEndpoint } from './with-endpoint.ts';

test.each([
  ['24.21.0', 'ok'],
  ['25.0.0', 'ok'],
  ['22.12.0', 'wrong'],
])('node %s is %s', (version, state) => {
  expect(nodeCheck(version).state).toBe(state);
});

test.each([
  ['git version 2.39.5\n', 'ok'],
  ['git version 2.28.0', 'ok'],
  ['git version 3.0.1 (Apple Git-1)', 'ok'],
  ['git version 2.27.9', 'wrong'],
  [undefined, 'wrong'],
])('%j is %s', (says, state) => {
  expect(gitCheck(says)).toMatchObject({ name: 'git', state });
});

test('the bootstrap that is needed is that of the project’s own template', async () => {
  expect(await neededBootstrap()).toEqual({
    qualifier: 'hnb659fds',
    version: 33,
    digest: expect.stringMatching(/^sha256:[0-9a-f]{16}$/),
  });
});

describe('doctor', () => {
  let setup: ReleaseModel;
  let restore: () => void;
  beforeEach(async () => {
    setup = await startReleaseModel([ssm, lambda]);
    restore = nameEndpoint(setup.release.local);
  });
  afterEach(async () => {
    restore();
    await setup.release.local.stop();
  });
  const doctor = (...args: string[]) => runCli('doctor', '--pipeline', PIPELINE, ...args);

  test('ends with 1 where something is wrong, with its mend', async () => {
    const { code, stdout } = await doctor();
    expect(code).toBe(EXIT.failed);
    expect(stdout).toMatch(/^✔ account +You are arn:aws:iam::.*:user\/developer\.$/m);
    expect(stdout).toMatch(
      /^✖ bootstrap +This account and region are not bootstrapped .*\n +npm run deploy bootstraps/m,
    );
    expect(stdout).toMatch(/^✔ quotas +Lambda: \d+ of \d+ concurrent executions are not reserved/m);
    expect(stdout).toMatch(/^✔ approvals +None waits\.$/m);
  });

  test('ends with 0 where nothing is; an approval that expires soon is', async () => {
    const { version, digest } = await neededBootstrap();
    for (const [name, Value] of Object.entries({ version: String(version), slipway: digest }))
      await setup.release.local
        .client(SSMClient)
        .send(new PutParameterCommand({ Name: `/cdk-bootstrap/hnb659fds/${name}`, Value, Type: 'String' }));
    const id = await setup.toApproval();
    const before = await doctor('--json');
    expect(JSON.parse(before.stdout).filter(({ state }: { state: string }) => state === 'wrong')).toEqual([]);
    expect(before.code).toBe(EXIT.ok);
    await setup.release.local.clock.advance(50 * 60_000);
    const { code, stdout } = await doctor();
    expect(code).toBe(EXIT.failed);
    expect(stdout).toContain(`expires in 10 minutes`);
    expect(stdout).toContain(`Answer it: slipway approve ${id.slice(0, 8)}`);
  });

  test('where nobody can be asked, says that too, beside what it knows of this machine', async () => {
    delete process.env.AWS_REGION;
    const { code, stdout } = await doctor();
    expect(code).toBe(EXIT.failed);
    expect(stdout).toMatch(/^✔ node/m);
    expect(stdout).toMatch(/^✖ account +No region is set\n +Give it with --region, .*$/m);
  });

  test('a pipeline that there is not is told', async () => {
    const { stdout } = await runCli('doctor', '--pipeline', 'gone');
    expect(stdout).toMatch(
      /^✖ account +There is no pipeline gone in this account and region\n +Give its name with --pipeline\.$/m,
    );
  });
});
