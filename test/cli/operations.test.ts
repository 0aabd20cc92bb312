import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { cloudformation } from '../../rehearsal/services/cloudformation/index.ts';
import { codepipeline } from '../../rehearsal/services/codepipeline/index.ts';
import { sts } from '../../rehearsal/services/sts/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../helpers/rehearsal.ts';
import '../rehearsal/codepipeline/without-git.ts';
import { runCli } from './run-cli.ts';
import { nameEndpoint } from './with-endpoint.ts';

/* The commands as a person runs them: the account, its region and its endpoint come from the environment. */

let local: TestRehearsal;
let restore: () => void;

beforeEach(async () => {
  local = await startTestRehearsal([codepipeline, cloudformation, sts]);
  restore = nameEndpoint(local);
});
afterEach(async () => {
  restore();
  await local.stop();
});

test.each([
  ['repair', ['repair', '--stage', 'Prod', '--pipeline', 'gone']],
  ['release', ['release', '--past-alarms', '--reason', 'the fix itself', '--pipeline', 'gone']],
])('%s names a pipeline that there is not, and ends with 1', async (_name, args) => {
  expect(await runCli(...args)).toEqual({
    code: EXIT.failed,
    stdout: '',
    stderr: 'There is no pipeline gone in this account and region. Give its name with --pipeline.\n',
  });
});

test('what AWS answers instead is told in its own words', async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAOFNOBODY00000000';
  const { code, stderr } = await runCli('repair', '--stage', 'Prod');
  expect(code).toBe(EXIT.failed);
  expect(stderr).toMatch(/^\w+(Exception)?: .*token/i);
});

test('what the SDK cannot even ask with is named, with what to set', async () => {
  delete process.env.AWS_REGION;
  const { code, stderr } = await runCli('repair', '--stage', 'Prod');
  expect(code).toBe(EXIT.failed);
  expect(stderr).toBe(
    'No region is set. Give it with --region, or set AWS_REGION or a profile that has one. For a rehearsal that is up, copy the export lines that it has printed (AWS_ENDPOINT_URL, AWS_REGION and its keys).\n',
  );
});
