/** Text of a lock file in which two packages have another one of the same name. */
export const EXAMPLE_LOCK_FILE = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { name: 'product', version: '1.0.0' },
    'node_modules/@scope/a': {
      version: '2.0.0',
      license: 'MIT',
      integrity: `sha512-${Buffer.from('hash').toString('base64')}`,
      dependencies: { b: '^1', missing: '^1' },
    },
    'node_modules/@scope/a/node_modules/b': { version: '1.5.0', license: '(MIT OR GPL-3.0-or-later)', inBundle: true },
    'node_modules/b': { version: '3.0.0', dev: true },
  },
});
