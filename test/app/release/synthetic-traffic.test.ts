import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { PostTrafficEnvironment } from '../../../hooks/post-traffic/contract.ts';
import { studentsTemplate } from '../example-stage.ts';

const NAME = 'Prod-getStudentDetails';
const plain = studentsTemplate();
const template = studentsTemplate({ onInconclusive: 'syntheticTraffic', onNothingToAsk: 'accept' });

const aliasesNamed = (Name: string, from = template) =>
  Object.entries(from.findResources('AWS::Lambda::Alias', { Properties: { Name } }));

function statementsOf(part: string): { Action: string | string[]; Resource: unknown }[] {
  const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'));
  const found = policies.filter(([id]) => id.startsWith(part));
  expect(found).toHaveLength(1);
  return found.flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
}
const SENDER = 'GetStudentDetailsSyntheticTrafficFunctionRights';

describe('the baseline alias', () => {
  test('follows the released one when a release is over, so that it leads to the old version until then', () => {
    for (const from of [template, plain]) {
      const [live] = aliasesNamed('live', from).filter(([id]) => id.startsWith('GetStudentDetails'));
      const [[, baseline] = [], ...others] = aliasesNamed('baseline', from);
      expect(others).toEqual([]);
      expect(baseline?.DependsOn).toContain(live?.[0]);
      expect(baseline?.Properties.FunctionVersion).toEqual(live?.[1].Properties.FunctionVersion);
      expect(baseline).not.toHaveProperty('UpdatePolicy');
    }
  });

  test('is not where nothing bakes', () => {
    expect(aliasesNamed('baseline', studentsTemplate({ shift: { kind: 'allAtOnce' } }))).toEqual([]);
  });
});

describe('the sender', () => {
  test('may invoke the new version and the baseline, and no other', () => {
    const [invoking, ...others] = statementsOf(SENDER).filter(({ Action }) => Action === 'lambda:InvokeFunction');
    expect(others).toEqual([]);
    const handler = expect.stringMatching(/^GetStudentDetailsHandlerFunction/);
    expect(invoking?.Resource).toEqual([
      { 'Fn::Join': ['', [{ 'Fn::GetAtt': [handler, 'Arn'] }, ':baseline']] },
      { Ref: expect.stringMatching(/^GetStudentDetailsHandlerFunctionCurrentVersion/) },
    ]);
  });

  test('can do nothing to a deployment, an alias, an alarm or a metric', () => {
    const actions = statementsOf(SENDER).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !action.startsWith('kms:')).sort()).toEqual([
      'cloudwatch:GetMetricData',
      'codedeploy:BatchGetDeploymentTargets',
      'codedeploy:ListDeploymentTargets',
      'codedeploy:ListDeployments',
      'dynamodb:DeleteItem',
      'dynamodb:PutItem',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('is woken with the judge, while a deployment is under way', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: `${NAME}-bake-judge`,
      State: 'DISABLED',
      Targets: [
        Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('BakeJudgeFunction'), 'Arn'] } }),
        Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('SyntheticTrafficFunction'), 'Arn'] } }),
      ],
    });
  });

  test('is there only where the stage wants it and the function has something read-only to be asked', () => {
    const senders = (from = template) =>
      Object.keys(from.findResources('AWS::Lambda::Function')).filter((id) => id.includes('SyntheticTraffic'));
    expect(senders()).toEqual([expect.stringMatching(/^GetStudentDetailsSyntheticTraffic/)]);
    expect(senders(plain)).toEqual([]);
  });
});

describe('the post-traffic hook', () => {
  const neededBy = (functionName: string) => {
    const [hook] = Object.values(
      template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: `${functionName}-post-traffic` } }),
    );
    return PostTrafficEnvironment.shape.NEEDED_EVIDENCE.parse(hook?.Properties.Environment.Variables.NEEDED_EVIDENCE);
  };

  test('takes a release back that synthetic traffic has not made up for', () => {
    expect(neededBy(NAME)).toEqual({
      errorRatePercent: 20,
      newVersionInvocations: 46,
      onInconclusive: 'rollBack',
      synthetic: { perVersion: 70, usersNewVersion: 46, baselineAliasName: 'baseline' },
    });
  });

  test('does as the stage says with a function that has nothing to be asked', () => {
    expect(neededBy('Prod-addStudentDetails')).toMatchObject({ onInconclusive: 'accept', nothingToAsk: true });
  });

  test('may tell the people on call, where there is a bake', () => {
    const publishing = statementsOf('GetStudentDetailsPostTrafficRights').filter(
      ({ Action }) => Action === 'sns:Publish',
    );
    expect(publishing).toMatchObject([{ Resource: { Ref: expect.stringMatching(/^AlarmTopic/) } }]);
  });
});

test('a function that has nothing read-only to be asked needs a decision', () => {
  expect(() => studentsTemplate({ onInconclusive: 'syntheticTraffic' })).toThrow(
    "stage 'Prod': onInconclusive is 'syntheticTraffic', and 'Prod-addStudentDetails' has nothing read-only to be asked; " +
      "in pipeline/environments.ts, say what becomes of it with too little traffic: onNothingToAsk: 'rollBack' or 'accept'",
  );
});

test('synthetic traffic that nobody judges is an alarm of the deployment group', () => {
  template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
    ApplicationName: Match.anyValue(),
    DeploymentGroupName: `${NAME}-live`,
    AlarmConfiguration: {
      Alarms: Match.arrayWith([{ Name: { Ref: Match.stringLikeRegexp('BakeJudgeSyntheticSilence') } }]),
    },
  });
});
