import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { lastRelease } from '../../../buildspecs/report/last-release.ts';

const execution = (
  pipelineExecutionId: string,
  status: PipelineExecutionSummary['status'],
): PipelineExecutionSummary => ({ pipelineExecutionId, status });
const built = (pipelineExecutionId: string): ActionExecutionDetail => ({
  pipelineExecutionId,
  output: {
    outputArtifacts: [{ name: 'Assembly', s3location: { bucket: 'b', key: `assembly of ${pipelineExecutionId}` } }],
  },
});
const deployed = (pipelineExecutionId: string): ActionExecutionDetail => ({ pipelineExecutionId });

test.each<
  [what: string, executions: PipelineExecutionSummary[], actions: ActionExecutionDetail[], expected: string | undefined]
>([
  ['none, of the first release', [execution('own', 'InProgress')], [built('own')], undefined],
  [
    'the newest that succeeded',
    [execution('b', 'Succeeded'), execution('a', 'Succeeded')],
    [built('b'), built('a')],
    'b',
  ],
  [
    'not one that failed, was stopped or is under way',
    [execution('d', 'InProgress'), execution('c', 'Stopped'), execution('b', 'Failed'), execution('a', 'Succeeded')],
    ['d', 'c', 'b', 'a'].map(built),
    'a',
  ],
  [
    'not a stage that went back, which builds nothing',
    [execution('back', 'Succeeded'), execution('a', 'Succeeded')],
    [deployed('back'), built('a')],
    'a',
  ],
  [
    'not the execution itself',
    [execution('own', 'Succeeded'), execution('a', 'Succeeded')],
    [built('own'), built('a')],
    'a',
  ],
])('the last release is %s', (_, executions, actions, expected) => {
  const found = lastRelease({ executions, actions }, 'own', 'Assembly');
  expect(found).toEqual(
    expected === undefined
      ? undefined
      : { executionId: expected, place: { bucket: 'b', key: `assembly of ${expected}` } },
  );
});
