import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from '@jest/globals';
import {
  type DeployedStack,
  deployedBefore,
  madeBy,
  releasesOf,
  type Search,
  saysAll,
} from '../../../buildspecs/changes/releases.ts';

const ACCOUNT = '111122223333';
const search: Search = {
  executionId: 'own',
  assembly: 'Assembly',
  project: 'slipway-Changes-Judge',
  updateProject: 'slipway-self-mutate',
};
const beta: DeployedStack = { own: false, name: 'Beta-Students', account: ACCOUNT };

let minute = 1000;
/** An action that ran before those that were made before it: histories are told from their end. */
function action(
  pipelineExecutionId: string,
  configuration: Record<string, string>,
  status: 'Succeeded' | 'Failed' | 'Abandoned' = 'Succeeded',
  account = ACCOUNT,
): ActionExecutionDetail {
  minute -= 1;
  return {
    pipelineExecutionId,
    stageName: 'Beta',
    status,
    startTime: new Date(minute * 60_000),
    input: {
      configuration,
      roleArn: `arn:aws:iam::${account}:role/deploy`,
      inputArtifacts: [
        { name: 'Tools', s3location: { bucket: 'b', key: 'tools' } },
        { name: 'Assembly', s3location: { bucket: 'b', key: `assembly of ${pipelineExecutionId}` } },
      ],
    },
  };
}
const deploy = (id: string, status?: 'Succeeded' | 'Failed', account?: string) => [
  action(id, { ActionMode: 'CHANGE_SET_EXECUTE', StackName: 'Beta-Students' }, status, account),
  action(id, { ActionMode: 'CHANGE_SET_REPLACE', StackName: 'Beta-Students' }, 'Succeeded', account),
];
const passed = (id: string, status?: 'Succeeded' | 'Failed' | 'Abandoned') =>
  action(id, { ProjectName: 'slipway-Changes-Judge' }, status);
const updated = (id: string, status?: 'Succeeded' | 'Failed' | 'Abandoned') =>
  action(id, { ProjectName: 'slipway-self-mutate' }, status);
const execution = (pipelineExecutionId: string, status: PipelineExecutionSummary['status'], minutes = 0) => ({
  pipelineExecutionId,
  status,
  startTime: new Date(minutes * 60_000),
});

const found = (
  actions: readonly ActionExecutionDetail[],
  executions: readonly PipelineExecutionSummary[] = [],
  stack: DeployedStack = beta,
) => releasesOf(stack, { actions, executions }, search).map(({ kind, place }) => `${kind} ${place?.key}`);

describe('what a stack is compared with', () => {
  test('nothing, where nothing was deployed', () => {
    expect(found([])).toEqual([]);
  });

  test('the last release that deployed it', () => {
    expect(found([...deploy('b'), ...deploy('a')])).toEqual(['deployed assembly of b']);
  });

  test('not a release that failed to', () => {
    expect(found([...deploy('b', 'Failed'), ...deploy('a')])).toEqual(['deployed assembly of a']);
  });

  test('not a stack of the same name in another account', () => {
    expect(found([...deploy('b', 'Succeeded', '444455556666'), ...deploy('a')])).toEqual(['deployed assembly of a']);
  });

  test('a release whose change set the history no longer shows: known to be there, and not what', () => {
    expect(found(deploy('a').slice(0, 1))).toEqual(['deployed assembly of a']);
    const [executed] = deploy('a');
    expect(found([{ ...executed, input: { ...executed?.input, inputArtifacts: [] } }])).toEqual(['deployed undefined']);
  });

  test('and releases that are under way in front of it', () => {
    const executions = [
      execution('own', 'InProgress', 3),
      execution('b', 'InProgress', 2),
      execution('a', 'Succeeded', 1),
    ];
    expect(found([passed('own'), passed('b'), ...deploy('a'), passed('a')], executions)).toEqual([
      'deployed assembly of a',
      'underWay assembly of b',
    ]);
  });

  test.each<[what: string, execution: PipelineExecutionSummary, status: 'Succeeded' | 'Failed']>([
    ['began after it', execution('b', 'InProgress', 4), 'Succeeded'],
    ['did not pass this judgement', execution('b', 'InProgress', 2), 'Failed'],
    ['was superseded', execution('b', 'Superseded', 2), 'Succeeded'],
    ['failed', execution('b', 'Failed', 2), 'Succeeded'],
  ])('but not one that %s', (_, other, status) => {
    expect(found([passed('b', status), ...deploy('a')], [execution('own', 'InProgress', 3), other])).toEqual([
      'deployed assembly of a',
    ]);
  });

  test("the pipeline's own stack with the last release that updated it", () => {
    const actions = [updated('own'), passed('d'), updated('c', 'Abandoned'), updated('b'), updated('a')];
    expect(found(actions, [], { own: true })).toEqual(['deployed assembly of b']);
  });

  test('and with one that has passed the judgement and waits to update it, such as for its security approval', () => {
    const executions = [
      execution('own', 'InProgress', 4),
      execution('c', 'InProgress', 3),
      execution('b', 'InProgress', 2),
    ];
    expect(found([passed('c'), updated('b'), passed('b')], executions, { own: true })).toEqual([
      'deployed assembly of b',
      'underWay assembly of c',
    ]);
  });
});

describe('how much of the history is enough', () => {
  const executions = [execution('own', 'InProgress', 3000), execution('b', 'InProgress', 2000)];

  test('until every stack is found, and every release under way has been passed', () => {
    expect(saysAll([beta], { actions: [passed('b')], executions }, search)).toBe(false);
    expect(saysAll([beta], { actions: [passed('b'), ...deploy('a')], executions }, search)).toBe(true);
    const older = [execution('own', 'InProgress', 3000), execution('b', 'InProgress', 1)];
    expect(saysAll([beta], { actions: [passed('b'), ...deploy('a')], executions: older }, search)).toBe(false);
  });
});

describe('a stage that goes back and forward', () => {
  const replace = (id: string, artifact: string): ActionExecutionDetail => {
    const made = action(id, { ActionMode: 'CHANGE_SET_REPLACE', StackName: 'Beta-Students' });
    const inputArtifacts = [{ name: artifact, s3location: { bucket: 'b', key: `${artifact} of ${id}` } }];
    return { ...made, input: { ...made.input, inputArtifacts } };
  };
  const execute = (id: string, status?: 'Succeeded' | 'Failed') =>
    action(id, { ActionMode: 'CHANGE_SET_EXECUTE', StackName: 'Beta-Students' }, status);

  test('is on the release that went forward again', () => {
    const actions = [
      ...[execute('b'), replace('b', 'Assembly'), execute('b'), replace('b', 'Earlier'), execute('b')],
      replace('b', 'Assembly'),
    ];
    expect(found(actions)).toEqual(['deployed Assembly of b']);
  });

  test.each([
    'Sealed',
    'Assembly',
  ])('was deployed from the one artifact that its change set was made from: %s', (name) => {
    const actions = [execute('b'), replace('b', name)];
    expect(found(actions)).toEqual([`deployed ${name} of b`]);
    const before = deployedBefore(beta, { actions: [...deploy('own'), ...actions], executions: [] }, search);
    expect(before?.place).toEqual({ bucket: 'b', key: `${name} of b` });
  });

  test('is on the release before where it could not go forward again', () => {
    const actions = [execute('b', 'Failed'), replace('b', 'Assembly'), execute('b'), replace('b', 'Earlier')];
    expect(found(actions)).toEqual(['deployed Earlier of b']);
  });

  test('goes back to the release before its own, whatever it has deployed itself so far', () => {
    const before = deployedBefore(beta, { actions: [...deploy('own'), ...deploy('a')], executions: [] }, search);
    expect(before).toMatchObject({ executionId: 'a', place: { key: 'assembly of a' } });
    expect(deployedBefore(beta, { actions: deploy('own'), executions: [] }, search)).toBeUndefined();
  });

  test('finds the tests of that release where its build left them', () => {
    const built = (pipelineExecutionId: string): ActionExecutionDetail => ({
      pipelineExecutionId,
      output: {
        outputArtifacts: [{ name: 'Tests', s3location: { bucket: 'b', key: `tests of ${pipelineExecutionId}` } }],
      },
    });
    const release = { executionId: 'a', kind: 'deployed', place: undefined } as const;
    const of = (actions: ActionExecutionDetail[]) => madeBy(release.executionId, { actions, executions: [] }, 'Tests');
    expect(of([built('b'), ...deploy('a'), built('a')])).toEqual({ bucket: 'b', key: 'tests of a' });
    expect(of([built('b'), ...deploy('a')])).toBeUndefined();
  });
});
