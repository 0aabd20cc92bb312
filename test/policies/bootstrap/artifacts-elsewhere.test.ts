import { expect, test } from '@jest/globals';
import { BOOTSTRAP_TEMPLATE } from '../../helpers/bootstrap.ts';
import { readPipeline } from '../../pipeline/read-template.ts';
import { environment, synthesize } from '../../pipeline/synthesize.ts';

test('the deploying role of another account may read those artifacts of the pipeline that stages are deployed from, and no other', () => {
  const template = synthesize({ environments: [environment({ name: 'Beta', proveReversible: true })] });
  const taken = readPipeline(template)
    .Properties.Stages.flatMap(({ Actions }) => Actions)
    .filter(({ Configuration }) => Configuration.TemplatePath !== undefined)
    .flatMap(({ InputArtifacts }) => InputArtifacts.map(({ Name }) => Name));
  const readable = [...BOOTSTRAP_TEMPLATE.matchAll(/slipwaypipeline-\*\/slipway\/(\w+)\/\*/g)].map(([, name]) => name);
  expect(readable.sort()).toEqual([...new Set(taken)].sort());
});
