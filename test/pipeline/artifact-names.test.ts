import { expect, test } from '@jest/globals';
import { FileSet } from 'aws-cdk-lib/pipelines';
import * as fc from 'fast-check';
import { ArtifactNames, artifactKeyPrefix } from '../../pipeline/renderer/artifact-names.ts';

test('a file set keeps its name', () => {
  const names = new ArtifactNames();
  const fileSet = new FileSet('Assembly');
  expect(names.of(fileSet)).toBe('Assembly');
  expect(names.of(fileSet)).toBe('Assembly');
});

test('two artifacts never share a key prefix, so a right to one is never a right to the other', () => {
  // The first three begin with the same ten characters, the last three become the same in CodePipeline's alphabet.
  const id = fc.constantFrom('IntegrationTest', 'IntegrationRun', 'Integrations', 'a b', 'a.b', 'a_b');
  fc.assert(
    fc.property(fc.array(id, { minLength: 2, maxLength: 30 }), (ids) => {
      const names = new ArtifactNames();
      const prefixes = ids.map((id) => artifactKeyPrefix('p', names.of(new FileSet(id))));
      expect(new Set(prefixes).size).toBe(ids.length);
    }),
  );
});

test('an artifact name has only characters that CodePipeline takes', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (id) => {
      expect(new ArtifactNames().of(new FileSet(id))).toMatch(/^[A-Za-z0-9_-]+$/);
    }),
  );
});
