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
  // Few letters and long names, so that most of them begin alike.
  const id = fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 8, maxLength: 14 });
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
