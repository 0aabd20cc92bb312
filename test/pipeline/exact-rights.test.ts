import { describe, expect, test } from '@jest/globals';
import {
  allowedActions,
  buildRoleOf,
  readAction,
  readPipeline,
  readTrusts,
  rightsOf,
  roleOf,
} from './read-template.ts';
import { synthesize } from './synthesize.ts';

const template = synthesize();
const roles = [...readTrusts(template).keys()];

describe('rights of the roles of the release', () => {
  test.each(roles)('%s has rights, all of them allowed and named exactly', (role) => {
    const statements = rightsOf(template, role);
    expect(statements.length).toBeGreaterThan(0);
    for (const statement of statements) {
      expect(statement.Effect).toBe('Allow');
      for (const action of statement.Action) {
        expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
      }
    }
  });

  test('a wildcard in a resource stands only for the objects of one artifact, for passports, or for the id of an API key', () => {
    const wildcards = roles
      .flatMap((role) => rightsOf(template, role))
      .flatMap((statement) => statement.Resource ?? [])
      .map((resource) => JSON.stringify(resource))
      .filter((resource) => resource.includes('*'));
    expect(wildcards.length).toBeGreaterThan(0);
    for (const resource of wildcards) {
      expect(resource).toMatch(
        /"\/slipway\/(Source|Assembly|Sealed|Tools|Tests|Report)\/\*"|"\/passports\/slipway\/\*"|^"arn:aws:apigateway:eu-west-1::\/apikeys\/\*"$/,
      );
    }
  });

  test('no role has an inline policy or one of AWS', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    for (const { Properties: properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(properties.Policies).toBeUndefined();
      expect(properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  test('no two actions share a role, except the two that deploy a stack', () => {
    const own = readPipeline(template)
      .Properties.Stages.flatMap((stage) => stage.Actions)
      .filter((action) => action.ActionTypeId.Provider !== 'CloudFormation')
      .map(roleOf);
    expect(new Set(own).size).toBe(own.length);
  });

  test.each([
    ['Source', 'Source', ['codecommit:', 's3:', 'kms:']],
    ['Build', 'Build', ['codebuild:']],
    ['Changes', 'Judge', ['codebuild:']],
    ['Changes', 'SearchHistory', ['codebuild:']],
    ['ApprovePermissions', 'Approve', ['sns:', 'kms:']],
    ['UpdatePipeline', 'SelfMutate', ['codebuild:']],
    ['Assets', 'FileAsset', ['codebuild:']],
    ['Assets', 'Passport', ['codebuild:']],
    ['Beta', 'IntegrationTest', ['codebuild:']],
    ['ApproveProd', 'Approve', ['sns:', 'kms:']],
  ])('the role of %s/%s reaches only %j', (stage, action, services) => {
    for (const allowed of allowedActions(rightsOf(template, roleOf(readAction(template, stage, action))))) {
      expect(services.some((service) => String(allowed).startsWith(service))).toBe(true);
    }
  });

  test('a build action may start only its own project', () => {
    const statements = rightsOf(template, roleOf(readAction(template, 'Build', 'Build')));
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'],
        Resource: ['arn:aws:codebuild:eu-west-1:111122223333:project/slipway-build'],
      },
    ]);
  });

  test.each([
    ['slipway-build', ['Source'], ['Assembly', 'Tools', 'Tests']],
    ['slipway-Changes-Judge', ['Tools', 'Assembly', 'Sealed'], ['Report']],
    ['slipway-Changes-SearchHistory', ['Tools'], []],
    ['slipway-self-mutate', ['Tools', 'Assembly'], []],
    ['slipway-publish-assets', ['Tools', 'Assembly'], []],
    ['slipway-Assets-Passport', ['Tools', 'Assembly'], ['Sealed', 'passports/slipway']],
    ['slipway-Beta-IntegrationTest', ['Tests'], []],
  ])('the build %s reads exactly %j and writes exactly %j', (project, reads, writes) => {
    const statements = rightsOf(template, buildRoleOf(template, project));
    const artifactsOf = (action: string) =>
      statements
        .filter((statement) => statement.Action.includes(action))
        .flatMap((statement) => statement.Resource ?? [])
        .map((resource) => /"\/(?:slipway\/)?(\w+(?:\/slipway)?)\/\*/.exec(JSON.stringify(resource))?.[1]);
    expect(artifactsOf('s3:GetObject').sort()).toEqual([...reads].sort());
    expect(artifactsOf('s3:PutObject').sort()).toEqual([...writes].sort());
  });

  test('the pipeline assumes the roles of its actions and does nothing else', () => {
    const [service] = Object.values(template.findResources('AWS::CodePipeline::Pipeline')).map(
      (resource) => resource.Properties.RoleArn['Fn::GetAtt'][0],
    );
    const statements = rightsOf(template, service);
    expect(allowedActions(statements)).toEqual(['sts:AssumeRole']);
    const actions = readPipeline(template).Properties.Stages.flatMap((stage) => stage.Actions);
    const assumed = statements.flatMap((statement) => statement.Resource ?? []).map((one) => JSON.stringify(one));
    const needed = new Set(actions.map((action) => JSON.stringify(action.RoleArn)));
    expect(new Set(assumed)).toEqual(needed);
  });

  test('the pipeline is made after the rights of all its roles', () => {
    const { DependsOn: dependsOn } = readPipeline(template);
    const policies = Object.keys(template.findResources('AWS::IAM::ManagedPolicy')).filter(
      (id) => !/^(SourceTrigger|Approver|ProtectedBranch)/.test(id),
    );
    expect(dependsOn).toEqual(expect.arrayContaining(policies));
  });
});
