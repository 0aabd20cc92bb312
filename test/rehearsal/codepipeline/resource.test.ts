import './without-git.ts';
import { CodePipelineClient, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ResourceContext } from '../../../rehearsal/services/cloudformation/resource-type.ts';
import { codePipelinePipeline } from '../../../rehearsal/services/cloudformation/resources/codepipeline-pipeline.ts';
import { REGION } from '../../helpers/rehearsal.ts';
import { PIPELINE_ROLE, type Release, startRelease } from './release-setup.ts';

let release: Release;
beforeEach(async () => {
  release = await startRelease();
});
afterEach(() => release.local.stop());

const context = (token: string): ResourceContext =>
  Object.assign(Object.create(release.local.rehearsal.kernel.scope(REGION)), {
    stackId: 'stack',
    stackName: 'stack',
    logicalId: 'Pipeline',
    token,
    client: () => release.local.client(CodePipelineClient),
    generateName: () => 'generated',
  });

/** As the CDK renders a pipeline. */
const properties = (branch: string) => ({
  ArtifactStore: {
    Type: 'S3',
    Location: 'artifacts',
    EncryptionKey: { Id: 'arn:aws:kms:eu-west-1:111122223333:key/k', Type: 'KMS' },
  },
  ExecutionMode: 'SUPERSEDED',
  PipelineType: 'V2',
  RestartExecutionOnUpdate: true,
  RoleArn: PIPELINE_ROLE,
  Stages: [
    {
      Name: 'Source',
      Actions: [
        {
          Name: 'Source',
          ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeCommit', Version: '1' },
          Configuration: { RepositoryName: 'students', BranchName: branch, PollForSourceChanges: false },
          OutputArtifacts: [{ Name: 'Source' }],
          RunOrder: 1,
        },
      ],
    },
    {
      Name: 'Approve',
      OnFailure: { Result: 'ROLLBACK' },
      BeforeEntry: {
        Conditions: [
          {
            Result: 'FAIL',
            Rules: [
              {
                Name: 'Window',
                RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'DeploymentWindow', Version: '1' },
                Configuration: { Cron: '* * * ? * *' },
              },
            ],
          },
        ],
      },
      Actions: [
        {
          Name: 'Ask',
          ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' },
          RunOrder: 1,
          TimeoutInMinutes: 10080,
        },
      ],
    },
  ],
});

test('creates once, restarts once after an update, and deletes', async () => {
  const created = await codePipelinePipeline.create(properties('none'), context('1'));
  expect(created).toEqual({ physicalId: 'generated', attributes: { Version: '1' } });
  expect(await codePipelinePipeline.create(properties('none'), context('1'))).toEqual(created);
  await expect(codePipelinePipeline.create(properties('other'), context('2'))).rejects.toMatchObject({
    name: 'PipelineNameInUseException',
  });
  await release.settle();

  const update = () => codePipelinePipeline.update('generated', properties('never'), properties('none'), context('3'));
  expect((await update()).attributes).toEqual({ Version: '2' });
  expect((await update()).attributes).toEqual({ Version: '2' }); // tried again after a kill
  const list = () => release.client().send(new ListPipelineExecutionsCommand({ pipelineName: 'generated' }));
  expect((await list()).pipelineExecutionSummaries?.map(({ trigger }) => trigger?.triggerType)).toEqual([
    'StartPipelineExecution',
    'CreatePipeline',
  ]);
  await release.settle();
  await codePipelinePipeline.delete('generated', properties('never'), context('4'));
  await codePipelinePipeline.delete('generated', properties('never'), context('4'));
  await expect(list()).rejects.toMatchObject({ name: 'PipelineNotFoundException' });
});

test('an unknown property is refused by name', () => {
  expect(() => codePipelinePipeline.properties.parse({ ...properties('main'), Triggers: [] })).toThrow('Triggers');
});
