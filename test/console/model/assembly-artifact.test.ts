import { expect, test } from '@jest/globals';
import { toActionRun } from '../../../console/model/action-run.ts';
import { artifactOf, assemblyNamesOf } from '../../../console/model/assembly-artifact.ts';

const deploying = (TemplatePath: string) => ({
  name: 'slipway',
  roleArn: 'r',
  stages: [
    { name: 'Build', actions: [] },
    { name: 'Prod', actions: [{ name: 'Prepare', actionTypeId: undefined, configuration: { TemplatePath } }] },
  ],
});
const run = (...names: string[]) =>
  toActionRun({ input: { inputArtifacts: names.map((name) => ({ name, s3location: { bucket: 'b', key: name } })) } });

const names = assemblyNamesOf(deploying('Sealed::nested/prod.template.json'));

test('the cloud assembly of a release is the one that its stages deploy', () => {
  expect(artifactOf([run('Tools', 'Assembly'), run('Sealed')], names)?.key).toBe('Sealed');
});

test('or the one that was built, where it waits in front of the stages or was deployed from that', () => {
  expect(artifactOf([run('Tools', 'Assembly')], names)?.key).toBe('Assembly');
  expect(artifactOf([run('Tools')], names)).toBeUndefined();
});

test('a pipeline that deploys nothing has none', () => {
  expect(assemblyNamesOf({ ...deploying(''), stages: [] })).toEqual([]);
});

test('one that deploys what was built has one name for it', () => {
  expect(assemblyNamesOf(deploying('Assembly::prod.template.json'))).toEqual(['Assembly']);
});
