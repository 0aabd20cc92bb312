import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { updatesPipeline } from '../../console/model/outcome.ts';
import { asksAboutPermissions } from '../../console/model/pipeline-shape.ts';
import { selfUpdateProject } from '../../pipeline/renderer/actions/self-update.ts';
import { run } from '../console/model/views.ts';
import { readAction, readPipeline, readTrusts, rightsOf, roleOf } from './read-template.ts';
import { synthesize } from './synthesize.ts';

const template = synthesize();
const stages = readPipeline(template).Properties.Stages;
const approve = readAction(template, 'ApprovePermissions', 'Approve');
/** The rules before a stage, as far as this looks at them. */
const entry = z
  .object({
    Conditions: z.array(
      z.object({ Rules: z.array(z.object({ Configuration: z.record(z.string(), z.unknown()).default({}) })) }),
    ),
  })
  .default({ Conditions: [] });

test('the security approver is asked after the judgement, and before anything is deployed', () => {
  const names = stages.map(({ Name }) => Name);
  expect(names.slice(names.indexOf('Build'))).toEqual([
    'Build',
    'Changes',
    'ApprovePermissions',
    'UpdatePipeline',
    'Assets',
    'Beta',
    'ApproveProd',
    'Prod',
  ]);
});

test('the stage is passed over where the judge says that it is unneeded; a judge that says nothing does not pass it over', () => {
  expect(stages.find(({ Name }) => Name === 'ApprovePermissions')?.BeforeEntry).toEqual({
    Conditions: [
      {
        Result: 'SKIP',
        Rules: [
          {
            Name: 'Broadened',
            RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: '1' },
            Configuration: { Variable: '#{Changes.SECURITY_REVIEW}', Operator: 'NE', Value: 'unneeded' },
          },
        ],
      },
    ],
  });
});

test('the console knows this approval, and the project that updates the pipeline, by what the pipeline says of them', () => {
  const asks = (beforeEntry: unknown) => {
    const { Conditions } = entry.parse(beforeEntry);
    const conditions = Conditions.map(({ Rules }) => ({
      rules: Rules.map(({ Configuration: { Variable } }) => ({
        name: 'any',
        ruleTypeId: undefined,
        configuration: { Variable: String(Variable) },
      })),
    }));
    return asksAboutPermissions({ name: 'any', actions: [], beforeEntry: { conditions } });
  };
  expect(stages.filter(({ BeforeEntry }) => asks(BeforeEntry)).map(({ Name }) => Name)).toEqual(['ApprovePermissions']);
  const of = (ProjectName: string) => updatesPipeline(run({ configuration: { ProjectName } }));
  expect([of(selfUpdateProject('slipway')), of('slipway-Changes-Judge')]).toEqual([true, false]);
});

test('the approver reads what is newly allowed and the report, and is told over a topic that no other approval has', () => {
  expect(approve.Configuration.CustomData).toBe(
    'Release #{Build.RELEASE_VERSION}, commit #{SourceVariables.CommitId}, newly allows: #{Changes.NEW_PERMISSIONS}',
  );
  const other = readAction(template, 'ApproveProd', 'Approve');
  expect(approve.Configuration.ExternalEntityLink).toEqual(other.Configuration.ExternalEntityLink);
  expect(approve.Configuration.NotificationArn).not.toEqual(other.Configuration.NotificationArn);
  const publish = rightsOf(template, roleOf(approve)).filter(({ Action }) => Action.includes('sns:Publish'));
  expect(publish.map(({ Resource }) => Resource)).toEqual([[approve.Configuration.NotificationArn]]);
});

test('who answers has a role that can answer nothing else, and a tag of its own', () => {
  const [found] = [...readTrusts(template)].filter(([role]) => role.startsWith('ApproverPermissions'));
  const [role = '', trust] = found ?? [];
  expect(rightsOf(template, role)[0]).toEqual({
    Effect: 'Allow',
    Action: ['codepipeline:PutApprovalResult'],
    Resource: ['arn:aws:codepipeline:eu-west-1:111122223333:slipway/ApprovePermissions/Approve'],
  });
  expect(trust).toMatchObject([
    { Condition: { StringEquals: { 'aws:PrincipalTag/slipway:approves': 'Permissions' } } },
  ]);
  expect(Object.keys(template.findOutputs('ApproverRolePermissions'))).toEqual(['ApproverRolePermissions']);
});

test('whom to ask, and how long, is data', () => {
  const other = synthesize({ securityApproval: { approvers: ['a@example.com'], timeoutMinutes: 30 } });
  expect(readAction(other, 'ApprovePermissions', 'Approve').TimeoutInMinutes).toBe(30);
  other.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'a@example.com' });
});

test.each([
  [{ approvers: ['nobody'], timeoutMinutes: 30 }, 'approvers.0 is "nobody": must be an e-mail address'],
  [{ approvers: ['a@example.com'], timeoutMinutes: 1 }, 'timeoutMinutes is 1'],
])('%j is refused, by name', (securityApproval, message) => {
  expect(() => synthesize({ securityApproval })).toThrow(`approval 'securityApproval': ${message}`);
});

test('the history is searched beside the judge, by a build that may read this repository and nothing else of it', () => {
  const search = readAction(template, 'Changes', 'SearchHistory');
  expect(search.RunOrder).toBe(readAction(template, 'Changes', 'Judge').RunOrder);
  const [project] = Object.values(template.findResources('AWS::CodeBuild::Project')).filter(
    ({ Properties }) => Properties.Name === search.Configuration.ProjectName,
  );
  const rights = rightsOf(template, project?.Properties.ServiceRole['Fn::GetAtt'][0]);
  const [[repository] = []] = Object.entries(template.findResources('AWS::CodeCommit::Repository'));
  expect(rights.filter(({ Action }) => Action.some((one) => String(one).startsWith('codecommit:')))).toEqual([
    { Effect: 'Allow', Action: ['codecommit:GitPull'], Resource: [{ 'Fn::GetAtt': [repository, 'Arn'] }] },
  ]);
  const pulling = Object.keys(template.findResources('AWS::IAM::ManagedPolicy')).filter((id) =>
    JSON.stringify(template.findResources('AWS::IAM::ManagedPolicy')[id]).includes('codecommit:GitPull'),
  );
  expect(pulling.filter((id) => !id.startsWith('ProtectedBranch'))).toHaveLength(1);
});

test('the build that judges reads the history and its artifacts, and assumes no role: not even one that deploys', () => {
  const judge = readAction(template, 'Changes', 'Judge');
  expect(judge.Configuration.ProjectName).toBe('slipway-Changes-Judge');
  const [project] = Object.values(template.findResources('AWS::CodeBuild::Project')).filter(
    ({ Properties }) => Properties.Name === 'slipway-Changes-Judge',
  );
  const rights = rightsOf(template, project?.Properties.ServiceRole['Fn::GetAtt'][0]);
  expect(
    rights.flatMap(({ Action }) => Action).filter((action) => /^(sts|iam|cloudformation):/.test(String(action))),
  ).toEqual([]);
  expect(rights).toContainEqual({
    Effect: 'Allow',
    Action: ['codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'],
    Resource: ['arn:aws:codepipeline:eu-west-1:111122223333:slipway'],
  });
});
