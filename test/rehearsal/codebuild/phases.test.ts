import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type BuildLab, phasesOf, startLab } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

let lab: BuildLab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.local.stop());

const ALL = [
  'SUBMITTED',
  'QUEUED',
  'PROVISIONING',
  'DOWNLOAD_SOURCE',
  'INSTALL',
  'PRE_BUILD',
  'BUILD',
  'POST_BUILD',
  'UPLOAD_ARTIFACTS',
  'FINALIZING',
];

test('a build goes through all phases in one shell', async () => {
  const build = await lab.build(`
version: 0.2
env:
  variables: { GREETING: hello }
  exported-variables: [ANSWER, MISSING]
phases:
  install:
    commands: ['plain=kept', 'mkdir sub && cd sub']
  pre_build:
    commands: ['say() { echo "said $1"; }', 'export ANSWER=42']
  build:
    commands:
      - say "$GREETING $plain in $(basename $PWD)"
      - |
        if true; then
          echo several lines
        fi
  post_build:
    commands: ['echo succeeding=$CODEBUILD_BUILD_SUCCEEDING number=$CODEBUILD_BUILD_NUMBER']
`);
  expect(build).toMatchObject({ buildStatus: 'SUCCEEDED', currentPhase: 'COMPLETED', buildNumber: 1 });
  expect(phasesOf(build)).toEqual([...ALL.map((phase) => `${phase} SUCCEEDED`), 'COMPLETED']);
  expect(build.exportedEnvironmentVariables).toEqual([{ name: 'ANSWER', value: '42' }]);
  expect(lab.text()).toContain('\nsaid hello kept in sub\n');
  expect(lab.text()).toContain('\nseveral lines\n');
  expect(lab.text()).toContain('\nsucceeding=1 number=1\n');
});

test('a failing command ends its phase, its finally runs, and POST_BUILD still follows', async () => {
  const build = await lab.build(`
version: 0.2
phases:
  build:
    commands: ['echo first', 'sh -c "exit 3"', 'echo never-here']
    finally: ['echo finally-ran']
  post_build:
    commands: ['echo post succeeding=$CODEBUILD_BUILD_SUCCEEDING']
`);
  expect(build.buildStatus).toBe('FAILED');
  expect(build.phases?.find((phase) => phase.phaseType === 'BUILD')).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [
      {
        statusCode: 'COMMAND_EXECUTION_ERROR',
        message: 'Error while executing command: sh -c "exit 3". Reason: exit status 3',
      },
    ],
  });
  expect(lab.text()).toContain('\nfinally-ran\n');
  expect(lab.text()).toContain('\npost succeeding=0\n');
  expect(lab.text()).not.toContain('\nnever-here\n');
});

test.each([
  ['install', undefined, ['INSTALL FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED'], 'FAILED'],
  ['build', 'ABORT', ['BUILD FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED'], 'FAILED'],
  [
    'post_build',
    'CONTINUE',
    ['POST_BUILD FAILED', 'UPLOAD_ARTIFACTS SUCCEEDED', 'FINALIZING SUCCEEDED', 'COMPLETED'],
    'SUCCEEDED',
  ],
])('a failure in %s with on-failure %s', async (phase, rule, expected, status) => {
  const build = await lab.build(
    JSON.stringify({
      version: 0.2,
      phases: { [phase]: { commands: ['exit 1'], ...(rule === undefined ? {} : { 'on-failure': rule }) } },
    }),
  );
  expect(phasesOf(build).slice(-expected.length)).toEqual(expected);
  expect(build.buildStatus).toBe(status);
});

test('on-failure RETRY runs the phase again while its failure matches', async () => {
  const commands = ['echo x >> tries', 'test $(wc -l < tries) -ge 3'];
  const retried = await lab.build(
    JSON.stringify({ version: 0.2, phases: { build: { commands, 'on-failure': 'RETRY-2-exit status 1' } } }),
  );
  expect(retried.buildStatus).toBe('SUCCEEDED');
  const other = await lab.build(
    JSON.stringify({ version: 0.2, phases: { build: { commands, 'on-failure': 'RETRY-exit status 9' } } }),
  );
  expect(other.buildStatus).toBe('FAILED');
});

test('a command that ends the shell does not end the build', async () => {
  const build = await lab.build(
    JSON.stringify({
      version: 0.2,
      phases: { build: { commands: ['export KEPT=yes', 'exit 0', 'test $KEPT = yes'] } },
    }),
  );
  expect(build.buildStatus).toBe('SUCCEEDED');
});

test.each([
  [
    'version: 0.2\nphases: {build: {commands: [{echo: x}]}}',
    'phases.build.commands[0]: expected a string, found subkeys (echo)',
  ],
  ['version: 0.2\nphases: {install: {runtime-versions: {nodejs: 14}}}', "Unknown runtime version named '14' of nodejs"],
  ['version: 0.2\nphases: {install: {run-as: nobody-here}}', 'cannot run as nobody-here'],
])('a wrong buildspec fails DOWNLOAD_SOURCE: %s', async (buildspec, message) => {
  const build = await lab.build(`${buildspec}\n`);
  const phase = build.phases?.find((one) => one.phaseType === 'DOWNLOAD_SOURCE');
  expect(phase).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [{ statusCode: 'YAML_FILE_ERROR', message: expect.stringContaining(message) }],
  });
  expect(phasesOf(build).at(-2)).toBe('FINALIZING SUCCEEDED');
});
