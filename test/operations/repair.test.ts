import '../rehearsal/codepipeline/without-git.ts';
import { CreatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runRepair } from '../../cli/commands/repair.ts';
import type { OperationClients } from '../../operations/clients.ts';
import { redGroups } from '../../operations/deployment-alarms.ts';
import { readPipeline, stageOf } from '../../operations/pipeline-stage.ts';
import { planRepair, repair } from '../../operations/repair.ts';
import { codepipeline } from '../../rehearsal/services/codepipeline/index.ts';
import { s3 } from '../../rehearsal/services/s3/index.ts';
import { printed } from '../cli/run-cli.ts';
import { STACK, startTwoFunctions, type TwoFunctions } from '../rehearsal/cloudformation/two-functions.ts';
import { clientsOf } from './clients-of.ts';

/* Aliases of a real stack of the rehearsal, which a stage of a pipeline deploys. */

const target = { pipelineName: 'slipway', stageName: 'Prod' };
let two: TwoFunctions;
let clients: OperationClients;

beforeEach(async () => {
  two = await startTwoFunctions([codepipeline, s3]);
  clients = clientsOf(two.stacks.local);
  await two.create();
  await clients.codepipeline.send(
    new CreatePipelineCommand({
      pipeline: {
        name: 'slipway',
        roleArn: 'arn:aws:iam::111122223333:role/pipeline',
        artifactStore: { type: 'S3', location: 'artifacts' },
        pipelineType: 'V2',
        stages: [
          {
            name: 'Source',
            actions: [
              {
                name: 'Take',
                actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
                configuration: { S3Bucket: 'artifacts', S3ObjectKey: 'in.zip' },
                outputArtifacts: [{ name: 'In' }],
              },
            ],
          },
          {
            name: 'Prod',
            actions: [
              {
                name: 'Deploy',
                actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CloudFormation', version: '1' },
                configuration: { ActionMode: 'CHANGE_SET_EXECUTE', StackName: STACK, ChangeSetName: 'Change' },
              },
            ],
          },
        ],
      },
    }),
  );
});
afterEach(() => two.stacks.local.stop());

const command = (options: { yes?: boolean; json?: boolean }) =>
  printed(() => runRepair({ pipeline: 'slipway', stage: 'Prod', ...options }, clients));

async function leaveSplit() {
  await two.begin(2);
  await two.stopWithoutRollback();
  expect(await two.stacks.settle(STACK)).toBe('UPDATE_ROLLBACK_FAILED');
}

test('nothing is wrong with aliases that are where their template says', async () => {
  expect(await command({})).toEqual({
    code: 0,
    stdout: "Every alias of Prod is wholly on the version that its stack's template says.\n",
    stderr: '',
  });
});

test('an alias that a stop left split is shown first, and nothing is changed', async () => {
  await leaveSplit();
  const { code, stdout } = await command({});
  expect(code).toBe(1);
  expect(stdout).toBe(
    [
      'Slow:live: 90 % on version 1, 10 % on version 2 -> all on version 1',
      'unit: continue the rollback that failed',
      'Nothing is changed yet. Add --yes to do this.',
      '',
    ].join('\n'),
  );
  expect(await two.aliases()).toEqual(['Quick 1', 'Slow 1 2:0.1']);
});

test('with --yes the alias is whole, the stack rests, and the next release goes through', async () => {
  await leaveSplit();
  expect((await command({ yes: true })).code).toBe(0);
  expect(await two.aliases()).toEqual(['Quick 1', 'Slow 1']);
  expect(await two.stacks.status(STACK)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await command({})).code).toBe(0);
  await two.begin(3);
  expect(await two.stacks.settle(STACK)).toBe('UPDATE_COMPLETE');
  expect(await two.aliases()).toEqual(['Quick 3', 'Slow 3']);
});

test('--json gives the same as a document', async () => {
  await leaveSplit();
  const { stdout } = await command({ yes: true, json: true });
  expect(JSON.parse(stdout)).toMatchObject({
    stageName: 'Prod',
    steps: [
      { kind: 'setAlias', functionName: 'Slow', now: { '1': 0.9, '2': 0.1 }, version: '1' },
      { kind: 'continueRollback', stackName: STACK },
    ],
    done: 2,
  });
});

test('a rollback that fails once more is told with what CloudFormation says', async () => {
  await leaveSplit();
  const [, onlyTheStack] = await planRepair(clients, target);
  if (onlyTheStack?.kind !== 'continueRollback') throw new Error('the plan has no rollback to continue');
  await expect(repair(clients, [onlyTheStack], () => undefined)).rejects.toThrow(
    'The rollback of the stack unit was continued and ended in UPDATE_ROLLBACK_FAILED: The following resource(s) failed to update: [SlowAlias]',
  );
});

test('an alias that somebody moved off its version by hand is taken back', async () => {
  await two.begin(2);
  await two.stacks.settle(STACK);
  await clients.lambda.send(new UpdateAliasCommand({ FunctionName: 'Quick', Name: 'live', FunctionVersion: '1' }));
  await repair(clients, await planRepair(clients, target), () => undefined);
  expect(await two.aliases()).toEqual(['Quick 2', 'Slow 2']);
});

test('a canary that is under way is not repaired', async () => {
  await two.begin(2);
  expect(await two.aliases()).toEqual(['Quick 2', 'Slow 1 2:0.1']);
  await expect(planRepair(clients, target)).rejects.toThrow(
    'A release is under way: the stack unit is in UPDATE_IN_PROGRESS',
  );
});

test('an alias that has changed since it was looked at is left alone', async () => {
  await leaveSplit();
  const steps = await planRepair(clients, target);
  await clients.lambda.send(new UpdateAliasCommand({ FunctionName: 'Slow', Name: 'live', Description: 'somebody' }));
  await expect(repair(clients, steps, () => undefined)).rejects.toMatchObject({ name: 'PreconditionFailedException' });
  expect(await two.aliases()).toEqual(['Quick 1', 'Slow 1 2:0.1']);
});

test('a stage or a pipeline that does not exist is named, with those that do', async () => {
  await expect(planRepair(clients, { ...target, stageName: 'Gamma' })).rejects.toMatchObject({
    message: 'The pipeline slipway has no stage Gamma',
    hint: 'Its stages are Source, Prod.',
  });
  await expect(planRepair(clients, { ...target, pipelineName: 'other' })).rejects.toThrow('There is no pipeline other');
});

test('the deployment groups of a stage whose own alarm is red are known', async () => {
  const stage = stageOf(await readPipeline(clients, 'slipway'), 'Prod');
  expect(await redGroups(clients, stage)).toEqual([]);
  await two.setAlarm('Slow', 'ALARM');
  expect(await redGroups(clients, stage)).toEqual([{ deploymentGroupName: 'Slow', alarmNames: ['Slow'] }]);
});
