import { expect, test } from '@jest/globals';
import { readPipeline } from './read-template.ts';
import { synthesize } from './synthesize.ts';

const template = synthesize();
const stages = readPipeline(template).Properties.Stages;

test('the pipeline is of type V2, supersedes older releases, and begins again when it has changed itself', () => {
  template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Name: 'slipway',
    PipelineType: 'V2',
    ExecutionMode: 'SUPERSEDED',
    RestartExecutionOnUpdate: true,
  });
});

test('the release goes through its stages in this order', () => {
  expect(
    stages.map((stage) => [
      stage.Name,
      stage.Actions.map((action) => `${action.RunOrder} ${action.Name} ${action.ActionTypeId.Provider}`),
    ]),
  ).toEqual([
    ['Source', ['1 Source CodeCommit']],
    ['Build', ['1 Build CodeBuild']],
    ['Changes', ['1 Judge CodeBuild', '1 SearchHistory CodeBuild']],
    ['ApprovePermissions', ['1 Approve Manual']],
    ['UpdatePipeline', ['1 SelfMutate CodeBuild']],
    ['Assets', ['1 FileAsset CodeBuild', '1 Passport CodeBuild']],
    ['Beta', ['1 Students.Prepare CloudFormation', '2 Students.Deploy CloudFormation', '3 IntegrationTest CodeBuild']],
    ['ApproveProd', ['1 Approve Manual']],
    ['Prod', ['1 Students.Prepare CloudFormation', '2 Students.Deploy CloudFormation']],
  ]);
});

test('a stack is deployed by the change set that was made from the cloud assembly, as it was signed for', () => {
  const [prepare, deploy] = stages.find((stage) => stage.Name === 'Prod')?.Actions ?? [];
  expect(prepare?.InputArtifacts).toEqual([{ Name: 'Sealed' }]);
  expect(prepare?.Configuration).toMatchObject({
    ActionMode: 'CHANGE_SET_REPLACE',
    StackName: 'Prod-Students',
    ChangeSetName: 'PipelineChange',
    Capabilities: 'CAPABILITY_NAMED_IAM',
    TemplatePath: expect.stringMatching(/^Sealed::assembly-SlipwayPipeline-Prod\/\w+\.template\.json$/),
  });
  expect(deploy?.Configuration).toEqual({
    ActionMode: 'CHANGE_SET_EXECUTE',
    StackName: 'Prod-Students',
    ChangeSetName: 'PipelineChange',
  });
});

test('the integration test gets the address and the key of the stage that was deployed', () => {
  const actions = stages.find((stage) => stage.Name === 'Beta')?.Actions ?? [];
  expect(actions.find((action) => action.Name === 'Students.Deploy')?.Namespace).toBe('Beta-Students');
  const configuration = actions.find((action) => action.Name === 'IntegrationTest')?.Configuration;
  expect(JSON.parse(String(configuration?.EnvironmentVariables))).toEqual([
    { name: 'API_URL', type: 'PLAINTEXT', value: '#{Beta-Students.ApiUrl}' },
    { name: 'API_KEY_ID', type: 'PLAINTEXT', value: '#{Beta-Students.ApiKeyId}' },
  ]);
});

test('the stack says where to push and what to watch', () => {
  for (const output of ['PipelineName', 'RepositoryCloneUrlHttp', 'ArtifactBucket']) {
    expect(Object.keys(template.findOutputs(output))).toEqual([output]);
  }
});
