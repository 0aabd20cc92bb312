import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { readAction, rightsOf } from './read-template.ts';
import { synthesize } from './synthesize.ts';

const template = synthesize();
const PIPELINE_ARN = 'arn:aws:codepipeline:eu-west-1:111122223333:slipway';

test('a push to main starts the pipeline', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    State: 'ENABLED',
    EventPattern: {
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Repository State Change'],
      resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Repository'), 'Arn'] }],
      detail: {
        event: ['referenceCreated', 'referenceUpdated'],
        referenceType: ['branch'],
        referenceName: ['main'],
      },
    },
    Targets: [{ Id: 'Pipeline', Arn: PIPELINE_ARN, RoleArn: Match.anyValue() }],
  });
});

test('the rule may start this pipeline and do nothing else', () => {
  const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
  const role = rule?.Properties.Targets[0].RoleArn['Fn::GetAtt'][0];
  expect(rightsOf(template, role)).toEqual([
    { Effect: 'Allow', Action: ['codepipeline:StartPipelineExecution'], Resource: [PIPELINE_ARN] },
  ]);
});

test('nothing polls the repository', () => {
  expect(readAction(template, 'Source', 'Source').Configuration).toMatchObject({
    BranchName: 'main',
    PollForSourceChanges: false,
  });
});

test('a repository that the stack makes outlives it', () => {
  template.hasResource('AWS::CodeCommit::Repository', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test('a repository that is imported is not made', () => {
  const imported = synthesize({ repositoryMode: 'import', repositoryName: 'theirs' });
  imported.resourceCountIs('AWS::CodeCommit::Repository', 0);
  expect(readAction(imported, 'Source', 'Source').Configuration.RepositoryName).toBe('theirs');
});
