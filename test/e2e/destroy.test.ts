import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { clientEnvironment } from '../../rehearsal/session/client-environment.ts';
import { runCommand } from '../../rehearsal/session/command.ts';
import { deployPipeline, openSession, PIPELINE_STACK, type Session } from '../../rehearsal/session/session.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
let folder: string;
let session: Session;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-destroy-'));
  const { signal } = new AbortController();
  session = await openSession({ projectRoot: ROOT, folder, port: 0, speed: 60, onStep: () => undefined, signal });
  await deployPipeline(session);
}, 120_000);
afterEach(async () => {
  await session.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

test('the CDK destroys the pipeline, as npm run destroy does', async () => {
  const cdk = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const assembly = join(folder, 'assembly');
  await runCommand(process.execPath, [cdk, '--no-notices', '--app', assembly, 'destroy', PIPELINE_STACK, '--force'], {
    cwd: ROOT,
    env: { ...clientEnvironment(session.endpoint, join(folder, 'home')), CI: 'true' },
  });
  const { StackSummaries = [] } = await session.clients.cloudformation.send(new ListStacksCommand({}));
  const states = StackSummaries.map(({ StackName, StackStatus }) => `${StackName} ${StackStatus}`);
  expect(states).toContain(`${PIPELINE_STACK} DELETE_COMPLETE`);
}, 120_000);
