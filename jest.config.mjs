const inBuild = process.env.CODEBUILD_BUILD_ID !== undefined;

/** Folders of `test/` with unit tests. A build runs them through the files of `test/build`, which say why. */
const UNIT = ['app', 'buildspecs', 'hooks', 'pipeline', 'policies', 'repository', 'supply-chain'];
const unitFolders = inBuild ? ['build'] : UNIT;

/** What every project shares: swc turns TypeScript into CommonJS, so that jest's own module system serves it. */
const shared = {
  testEnvironment: 'node',
  roots: [
    'app',
    'bench',
    'buildspecs',
    'cli',
    'console',
    'hooks',
    'pipeline',
    'policies',
    'rehearsal',
    'supply-chain',
    'test',
  ].map((folder) => `<rootDir>/${folder}`),
  transform: {
    '^.+\\.m?[tj]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist', '<rootDir>/.slipway', '<rootDir>/.cache'],
};

export default {
  // A build has its processors to itself; a developer keeps one.
  ...(inBuild ? { maxWorkers: '100%' } : {}),
  // For what hangs. On a machine with other things to do a simulation of a thousand bakes takes its time, and that is no failure.
  testTimeout: 60_000,
  globalSetup: '<rootDir>/test/helpers/temporary-folder-start.mjs',
  globalTeardown: '<rootDir>/test/helpers/temporary-folder-end.mjs',
  projects: [
    // What the pipeline's own build runs: nothing here starts a rehearsal.
    {
      ...shared,
      displayName: 'unit',
      testMatch: unitFolders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
    },
    {
      ...shared,
      displayName: 'rehearsal',
      testMatch: ['<rootDir>/test/{bench,rehearsal,cli,console,operations}/**/*.test.ts'],
    },
    // The console in a browser.
    { ...shared, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
  ],
  reporters: inBuild
    ? ['default', ['jest-junit', { outputDirectory: 'reports', outputName: 'junit.xml' }]]
    : ['default'],
  collectCoverage: inBuild,
  // Counted by the engine: to put counters into every file takes a build longer than half of its tests.
  coverageProvider: 'v8',
  collectCoverageFrom: ['app/**/*.ts', 'hooks/**/*.ts', 'pipeline/**/*.ts', 'policies/**/*.ts'],
  coverageDirectory: 'reports/coverage',
  coverageReporters: ['clover', 'text-summary'],
};
