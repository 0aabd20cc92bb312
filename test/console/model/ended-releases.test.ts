import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { releaseClients } from '../../../console/model/clients.ts';
import { toPipelineView } from '../../../console/model/pipeline-view.ts';
import { createFactsReader } from '../../../console/model/read-pipeline.ts';
import { REGION } from '../../helpers/rehearsal.ts';
import { NOON } from './views.ts';

const ACTIONS_ON_A_PAGE = 100;
const at = new Date(NOON);

const runOf = (pipelineExecutionId: string, more: ActionExecutionDetail = {}): ActionExecutionDetail => ({
  pipelineExecutionId,
  stageName: 'Build',
  actionName: 'Build',
  status: 'Succeeded',
  startTime: at,
  lastUpdateTime: at,
  ...more,
});
const rejected = runOf('rejected', {
  stageName: 'Approve',
  actionName: 'Ask',
  status: 'Failed',
  input: { actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
});
const execution = (id: string, status: PipelineExecutionSummary['status']): PipelineExecutionSummary => ({
  pipelineExecutionId: id,
  status,
  startTime: at,
  lastUpdateTime: at,
});

test('how a release ended is known where its actions are behind those that one call tells of, and is read once', async () => {
  const clients = releaseClients({
    endpoint: 'http://127.0.0.1:1',
    region: REGION,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const askedFor: string[] = [];
  let version = 1;
  const answers: Readonly<Record<string, (input: object) => object>> = {
    GetPipelineStateCommand: () => ({ stageStates: [], pipelineVersion: version }),
    ListPipelineExecutionsCommand: () => ({
      pipelineExecutionSummaries: [
        execution('newest', 'InProgress'),
        execution('rejected', 'Failed'),
        execution('released', 'Succeeded'),
      ],
    }),
    GetPipelineCommand: () => ({ pipeline: { name: 'slipway', roleArn: '', stages: [] } }),
    ListActionExecutionsCommand: (input) => {
      const id = 'filter' in input ? Object.values(input.filter ?? {})[0] : undefined;
      if (id === undefined)
        return { actionExecutionDetails: Array.from({ length: ACTIONS_ON_A_PAGE }, () => runOf('newest')) };
      askedFor.push(id);
      return { actionExecutionDetails: [rejected] };
    },
  };
  clients.codepipeline.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => ({ output: { $metadata: {}, ...answers[commandName]?.(input) }, response: {} }),
    { step: 'initialize' },
  );
  const read = createFactsReader(clients, 'slipway');
  const look = async () =>
    toPipelineView(await read({ nowMs: NOON, virtual: false, rate: 1 })).ended.map(({ id, outcome }) => [id, outcome]);
  const told = [
    ['rejected', 'rejected'],
    ['released', 'released'],
  ];
  expect(await look()).toEqual(told);
  version = 2;
  expect(await look()).toEqual(told);
  expect(askedFor).toEqual(['rejected']);
});
