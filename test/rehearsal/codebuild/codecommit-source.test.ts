import { CodeCommitClient, CreateCommitCommand, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { codecommit } from '../../../rehearsal/services/codecommit/index.ts';
import { REGION } from '../../helpers/rehearsal.ts';
import { type BuildLab, startLab } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

const URL_ON_AWS = `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/app`;
let lab: BuildLab;
let commitId = '';
beforeAll(async () => {
  lab = await startLab([codecommit]);
  const client = lab.local.client(CodeCommitClient);
  await client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
  const buildspec =
    "version: 0.2\nphases: {build: {commands: ['echo at $CODEBUILD_RESOLVED_SOURCE_VERSION', 'git remote get-url origin']}}\n";
  const putFiles = [{ filePath: 'buildspec.yml', fileContent: Buffer.from(buildspec) }];
  const answer = await client.send(new CreateCommitCommand({ repositoryName: 'app', branchName: 'main', putFiles }));
  commitId = answer.commitId ?? '';
});
afterAll(() => lab.local.stop());

test.each([undefined, 'main', 'refs/heads/main'])('a source in CodeCommit at %s', async (sourceVersion) => {
  const projectName = await lab.createProject({ source: { type: 'CODECOMMIT', location: URL_ON_AWS } });
  const build = await lab.finished(
    await lab.start({ projectName, ...(sourceVersion === undefined ? {} : { sourceVersion }) }),
  );
  expect(build).toMatchObject({ buildStatus: 'SUCCEEDED', resolvedSourceVersion: commitId });
  expect(lab.text()).toContain(`\nat ${commitId}\n`);
  expect(lab.text()).toContain(`\n${URL_ON_AWS}\n`);
});

test('a version that does not exist fails DOWNLOAD_SOURCE', async () => {
  const projectName = await lab.createProject({
    source: { type: 'CODECOMMIT', location: URL_ON_AWS },
    sourceVersion: 'nowhere',
  });
  const build = await lab.finished(await lab.start({ projectName }));
  expect(build.phases?.find((phase) => phase.phaseType === 'DOWNLOAD_SOURCE')).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [{ statusCode: 'CLIENT_ERROR', message: expect.stringContaining('nowhere') }],
  });
});

test('a build clones by the real address with the credential helper of its role', async () => {
  const build = await lab.build(
    JSON.stringify({
      version: 0.2,
      env: { 'git-credential-helper': 'yes' },
      phases: { build: { commands: [`git clone -q ${URL_ON_AWS} copy`, 'test -f copy/buildspec.yml'] } },
    }),
  );
  expect(build.buildStatus).toBe('SUCCEEDED');
});
