import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../pipeline/environment.ts';
import { checkEnvironments } from '../../pipeline/environment.ts';
import { buildRoleOf, readAction, readPipeline, resourceStatements, rightsOf } from './read-template.ts';
import { environment, synthesize } from './synthesize.ts';

const ENVIRONMENTS: readonly Environment[] = [
  environment({ name: 'Beta', integrationTest: true, proveReversible: true }),
  environment({ name: 'Prod', approval: { approvers: [], timeoutMinutes: 30 } }),
];
const template = synthesize({ environments: ENVIRONMENTS });
const stageOf = (from: ReturnType<typeof synthesize>, name: string) =>
  readPipeline(from).Properties.Stages.find((stage) => stage.Name === name);

describe('a stage that proves its releases to be reversible', () => {
  test('is deployed, goes back, is tested there, goes forward again, and is tested as ever', () => {
    const actions = stageOf(template, 'Beta')?.Actions ?? [];
    expect(actions.map(({ Name, RunOrder }) => `${RunOrder} ${Name}`)).toEqual([
      '1 FindEarlier',
      '2 Students.Prepare',
      '3 Students.Deploy',
      '4 GoBack.Students.Prepare',
      '5 GoBack.Students.Deploy',
      '6 GoBack.Test',
      '7 GoForward.Students.Prepare',
      '8 GoForward.Students.Deploy',
      '9 IntegrationTest',
    ]);
  });

  test('goes back to the template that was found before it was deployed, and forward to that of the release', () => {
    const source = (name: string) => readAction(template, 'Beta', name).Configuration.TemplatePath;
    expect(source('GoBack.Students.Prepare')).toBe('Earlier::Beta-Students.template.json');
    expect(source('GoForward.Students.Prepare')).toBe(source('Students.Prepare'));
    expect(source('GoForward.Students.Prepare')).toMatch(/^Sealed::/);
  });

  test('deploys with the same roles in every direction', () => {
    const roles = ['Prepare', 'Deploy'].map((kind) =>
      ['Students', 'GoBack.Students', 'GoForward.Students'].map(
        (way) => readAction(template, 'Beta', `${way}.${kind}`).RoleArn,
      ),
    );
    for (const same of roles) expect(new Set(same.map((role) => JSON.stringify(role))).size).toBe(1);
  });

  test('tests the release before by its own tests', () => {
    expect(readAction(template, 'Beta', 'GoBack.Test').InputArtifacts).toEqual([{ Name: 'Earlier' }]);
    expect(readAction(template, 'Beta', 'IntegrationTest').InputArtifacts).toEqual([{ Name: 'Tests' }]);
  });

  test('finds it with rights on its own history, three artifacts, and what the stage was deployed from before alone', () => {
    const statements = rightsOf(template, buildRoleOf(template, 'slipway-Beta-FindEarlier'));
    const calls = statements.filter(({ Action }) => Action.some((one) => String(one).startsWith('codepipeline:')));
    expect(calls).toEqual([
      expect.objectContaining({
        Action: ['codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'],
        Resource: ['arn:aws:codepipeline:eu-west-1:111122223333:slipway'],
      }),
    ]);
    expect(statements.some(({ Action }) => Action.includes('sts:AssumeRole'))).toBe(false);
    const read = statements.filter(({ Action }) => Action.includes('s3:GetObject')).flatMap(({ Resource }) => Resource);
    expect(read.map((one) => /\/slipway\/(\w+)\/\*/.exec(JSON.stringify(one))?.[1]).sort()).toEqual([
      'Assembly',
      'Sealed',
      'Tests',
      'Tools',
    ]);
  });

  test('goes back to what that step alone may write, whatever the rights of others', () => {
    const refused = resourceStatements(template, 'AWS::S3::BucketPolicy', 'PolicyDocument').filter(
      ({ Effect, Resource }) => Effect === 'Deny' && JSON.stringify(Resource).includes('/slipway/Earlier/*'),
    );
    const finder = buildRoleOf(template, 'slipway-Beta-FindEarlier');
    expect(refused).toEqual([
      expect.objectContaining({
        Action: ['s3:PutObject'],
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [finder, 'Arn'] } } },
      }),
    ]);
  });

  test('tells the approver', () => {
    expect(readAction(template, 'ApproveProd', 'Approve').Configuration.CustomData).toMatch(
      / \| #\{ReversalBeta\.REVERSAL\}$/,
    );
    expect(readAction(template, 'Beta', 'FindEarlier').Namespace).toBe('ReversalBeta');
  });
});

test('other stages stay as they are', () => {
  const plain = synthesize({ environments: ENVIRONMENTS.map(({ proveReversible: _, ...rest }) => rest) });
  expect(stageOf(plain, 'Prod')).toEqual(stageOf(template, 'Prod'));
  expect(stageOf(plain, 'Beta')?.Actions.map(({ Name }) => Name)).toEqual([
    'Students.Prepare',
    'Students.Deploy',
    'IntegrationTest',
  ]);
});

test('a stage that shifts in steps does not go back and forward in front of its users', () => {
  const shift = { kind: 'canary', percent: 10, minutes: 5 } as const;
  const entry = environment({ shift, mustDetect: { errorRatePercent: 20 }, proveReversible: true });
  expect(() => checkEnvironments([entry])).toThrow(
    "stage 'Beta': proveReversible is true: a canary shift would go back and forward in front of users",
  );
});
