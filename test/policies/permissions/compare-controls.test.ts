import { describe, expect, test } from '@jest/globals';
import { compareControls } from '../../../policies/permissions/compare-controls.ts';
import { judgePermissions } from '../../../policies/permissions/report.ts';
import { judgeReview } from '../../../policies/permissions/review.ts';
import { valueAt } from '../../../policies/template.ts';
import { environment, synthesize } from '../../pipeline/synthesize.ts';
import { STAGE } from '../changes/fixture.ts';

type Json = Record<string, unknown>;

const pipelineStack = (template: unknown) => ({
  name: 'SlipwayPipeline',
  environment: 'aws://111122223333/eu-west-1',
  stagePath: '',
  template,
});
const ENVIRONMENTS = [
  environment({ name: 'Beta', integrationTest: true }),
  environment({
    name: 'Prod',
    approval: { approvers: ['release-approvers@example.com'], timeoutMinutes: 60 },
    conditions: { freeze: true, bake: { minutes: 5, alarmNames: ['errors'] } },
  }),
];
const DEPLOYED: unknown = synthesize({ environments: ENVIRONMENTS }).toJSON();

/** The one object below a value that has all of these properties. */
function find(value: unknown, having: Json): Json {
  const found: Json[] = [];
  const visit = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    const one = Object.fromEntries(Object.entries(at));
    if (Object.entries(having).every(([key, wanted]) => JSON.stringify(one[key]) === JSON.stringify(wanted))) {
      // The object itself, to be changed.
      found.push(at as Json);
    }
    for (const inner of Object.values(at)) visit(inner);
  };
  visit(value);
  const [first, ...more] = found;
  if (first === undefined || more.length > 0) throw new Error(`${found.length} have ${JSON.stringify(having)}`);
  return first;
}

/** A list that a property holds, to be changed. */
function list(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = valueAt(value, ...path);
  if (!Array.isArray(found)) throw new Error(`${path.join('.')} is no list`);
  return found;
}

const TYPE = 'AWS::CodePipeline::Pipeline';
const stagesIn = (template: unknown) => list(find(template, { Type: TYPE }), 'Properties', 'Stages');
const stageIn = (template: unknown, Name: string) => {
  const stage = stagesIn(template).find((one) => valueAt(one, 'Name') === Name);
  if (stage === undefined) throw new Error(`no stage ${Name}`);
  return stage as Json;
};
const configurationOf = (template: unknown, Name: string) =>
  valueAt(find(stagesIn(template), { Name }), 'Configuration') as Json;
const move = (stages: unknown[], Name: string, to: number) => {
  const [stage] = stages.splice(
    stages.findIndex((one) => valueAt(one, 'Name') === Name),
    1,
  );
  stages.splice(to, 0, stage);
};

function judged(change: (template: unknown) => void) {
  const template: unknown = structuredClone(DEPLOYED);
  change(template);
  const permissions = judgePermissions(pipelineStack(template), [
    { origin: 'deployed', stacks: [pipelineStack(DEPLOYED)] },
  ]);
  return { permissions, review: judgeReview([permissions], []) };
}

/** The pipeline by its logical id: the path is put into a template by the CLI. */
const PIPELINE = 'ReleasePipelineF2E00CC4';
const OF = `of \`${PIPELINE}\``;

describe('the security approver is asked where', () => {
  test.each<[what: string, change: (template: unknown) => void, told: string | RegExp]>([
    [
      'the approval of a stage goes',
      (template) => stagesIn(template).splice(stagesIn(template).indexOf(stageIn(template, 'ApproveProd')), 1),
      `the approval \`ApproveProd/Approve\` ${OF} is no longer asked for`,
    ],
    [
      'the approval of new permissions goes',
      (template) => stagesIn(template).splice(stagesIn(template).indexOf(stageIn(template, 'ApprovePermissions')), 1),
      `the approval \`ApprovePermissions/Approve\` ${OF} is no longer asked for`,
    ],
    [
      'an approval comes after what it was asked for',
      (template) => move(stagesIn(template), 'ApproveProd', stagesIn(template).length - 1),
      /^the approval `ApproveProd\/Approve` .* no longer comes before the action `Prod\/Students.Prepare`/,
    ],
    [
      'the pipeline updates itself before anybody was asked',
      (template) => move(stagesIn(template), 'UpdatePipeline', 2),
      /^the approval `ApprovePermissions\/Approve` .* no longer comes before the action `UpdatePipeline\/SelfMutate`/,
    ],
    [
      'an approval is turned into something else',
      (template) => Object.assign(stageIn(template, 'ApproveProd'), { Actions: [] }),
      `the approval \`ApproveProd/Approve\` ${OF} is no longer asked for`,
    ],
    [
      'whoever approves is no longer told what is newly allowed',
      (template) => {
        const approve = list(stageIn(template, 'ApprovePermissions'), 'Actions')[0];
        Object.assign(valueAt(approve, 'Configuration') as Json, { CustomData: 'Nothing to see' });
      },
      /`ApprovePermissions\/Approve` .* is no longer the same: .*tells Changes.NEW_PERMISSIONS is gone/,
    ],
    [
      'the judge goes',
      (template) => list(stageIn(template, 'Changes'), 'Actions').splice(0),
      `the action \`Changes/Judge\` ${OF} no longer runs`,
    ],
    [
      'a build is given other variables by its action',
      (template) => Object.assign(configurationOf(template, 'Judge'), { EnvironmentVariables: '[]' }),
      /^the action `Changes\/Judge` .* Configuration.EnvironmentVariables is/,
    ],
    [
      'another template is deployed than was judged',
      (template) => {
        const prepare = list(stageIn(template, 'Prod'), 'Actions')[0];
        Object.assign(valueAt(prepare, 'Configuration') as Json, { TemplatePath: 'Source::template.json' });
      },
      /^the action `Prod\/Students.Prepare` .* Configuration.TemplatePath is `Source::template.json`/,
    ],
    [
      'another branch is released',
      (template) => Object.assign(find(template, { BranchName: 'main' }), { BranchName: 'anything' }),
      `the action \`Source/Source\` ${OF} is no longer the same: Configuration.BranchName is \`anything\`, was \`main\``,
    ],
    [
      'a stage asks nothing before it is entered',
      (template) => Reflect.deleteProperty(stageIn(template, 'Prod'), 'BeforeEntry'),
      `the rule \`Freeze\` before entry of \`Prod\` ${OF} no longer holds`,
    ],
    [
      'a stage asks nothing after it has succeeded',
      (template) => Reflect.deleteProperty(stageIn(template, 'Prod'), 'OnSuccess'),
      `the rule \`Bake1\` after success of \`Prod\` ${OF} no longer holds`,
    ],
    [
      'a rule goes',
      (template) => list(stageIn(template, 'Prod'), 'BeforeEntry', 'Conditions', 0, 'Rules').splice(0, 1),
      `the rule \`Freeze\` before entry of \`Prod\` ${OF} no longer holds`,
    ],
    [
      'the comparison of a rule is turned round',
      (template) =>
        Object.assign(find(template, { Variable: '#{Changes.SECURITY_REVIEW}' }), {
          Operator: 'EQ',
        }),
      `the rule \`Broadened\` before entry of \`ApprovePermissions\` ${OF} is no longer the same: Configuration.Operator is \`EQ\`, was \`NE\``,
    ],
    [
      'another result follows a rule',
      (template) =>
        Object.assign(list(stageIn(template, 'Prod'), 'BeforeEntry', 'Conditions')[0] as Json, { Result: 'SKIP' }),
      `the rule \`Freeze\` before entry of \`Prod\` ${OF} is no longer the same: Result is \`SKIP\`, was \`FAIL\``,
    ],
    [
      'a rule asks another alarm',
      (template) =>
        Object.assign(valueAt(find(template, { Name: 'Bake1' }), 'Configuration') as Json, { AlarmName: 'quiet' }),
      `the rule \`Bake1\` after success of \`Prod\` ${OF} is no longer the same: Configuration.AlarmName is \`quiet\`, was \`errors\``,
    ],
    [
      'a rule asks another function',
      (template) =>
        Object.assign(
          valueAt(list(stageIn(template, 'Prod'), 'BeforeEntry', 'Conditions', 0, 'Rules')[0], 'Configuration') as Json,
          { FunctionName: 'yes' },
        ),
      `the rule \`Freeze\` before entry of \`Prod\` ${OF} is no longer the same: Configuration.FunctionName is \`yes\`, was \`slipway-freeze-gate\``,
    ],
    [
      'a rule is left to the role of the pipeline',
      (template) => {
        const rule = list(stageIn(template, 'Prod'), 'BeforeEntry', 'Conditions', 0, 'Rules')[0] as Json;
        Reflect.deleteProperty(rule, 'RoleArn');
      },
      `the rule \`Freeze\` before entry of \`Prod\` ${OF} is no longer the same: role is \`the one of the pipeline\`, was \`its own\``,
    ],
    [
      'a rule of the same name stands behind one that is turned round',
      (template) => {
        const conditions = list(stageIn(template, 'ApprovePermissions'), 'BeforeEntry', 'Conditions');
        conditions.push(structuredClone(conditions[0]));
        Object.assign(valueAt(conditions[0], 'Rules', 0, 'Configuration') as Json, { Operator: 'EQ' });
      },
      /Configuration.Operator is `EQ`, was `NE`/,
    ],
    [
      'an approval may newly be passed over',
      (template) => {
        const { BeforeEntry } = stageIn(template, 'ApprovePermissions');
        Object.assign(stageIn(template, 'ApproveProd'), { BeforeEntry });
      },
      /^the rule `Broadened` before entry of `ApproveProd` .* is new and may pass it over \(sha256 [0-9a-f]{12}\)$/,
    ],
    [
      'the pipeline does not start again after its own update',
      (template) => {
        const properties = valueAt(find(template, { Type: TYPE }), 'Properties') as Json;
        Object.assign(properties, { RestartExecutionOnUpdate: false });
      },
      `the pipeline \`${PIPELINE}\` is no longer the same: RestartExecutionOnUpdate is \`false\`, was \`true\``,
    ],
    ...['slipway-self-mutate', 'slipway-Assets-Passport', 'slipway-Changes-Judge', 'slipway-publish-assets'].map(
      (Name): [string, (template: unknown) => void, RegExp] => [
        `${Name} runs other commands`,
        (template) => {
          const project = find(template, { Name, QueuedTimeoutInMinutes: 60 });
          Object.assign(project.Source as Json, { BuildSpec: 'version: 0.2\n' });
        },
        /^what the build `[A-Za-z0-9]+` runs with its rights is no longer the same: Source.BuildSpec is sha256 [0-9a-f]{12}, was sha256 [0-9a-f]{12}$/,
      ],
    ),
    [
      'a build runs in another image',
      (template) =>
        Object.assign(find(template, { Name: 'slipway-self-mutate', QueuedTimeoutInMinutes: 60 }).Environment as Json, {
          Image: 'somebody/image',
        }),
      /Environment.Image is `somebody\/image`, was `aws\/codebuild\/standard:8.0`$/,
    ],
  ])('%s', (_, change, told) => {
    const { permissions, review } = judged(change);
    expect(permissions.gained).toContainEqual(typeof told === 'string' ? told : expect.stringMatching(told));
    expect(review.verdict).toBe('needed');
    // Another execution of the same commit is not asked again, and one that does something else is.
    const given = [{ executionId: 'a', marks: review.marks }];
    expect(judgeReview([judged(change).permissions], given).verdict).toBe('unneeded');
  });
});

describe('nobody is asked where', () => {
  test('nothing changes', () => {
    expect(judged(() => undefined)).toMatchObject({ permissions: { kind: 'none' }, review: { verdict: 'unneeded' } });
  });

  test('only the code of the application is another', () => {
    const next = synthesize({ environments: ENVIRONMENTS, code: 'exports.handler = 2' }).toJSON();
    const permissions = judgePermissions(pipelineStack(next), [
      { origin: 'deployed', stacks: [pipelineStack(DEPLOYED)] },
    ]);
    expect(permissions).toMatchObject({ kind: 'none', gained: [], lost: [] });
  });

  test('the code of a gate, a description or a timeout is another', () => {
    const { permissions } = judged((template) => {
      const gate = find(template, { FunctionName: 'slipway-freeze-gate', Timeout: 60 });
      Object.assign(gate, { Code: { S3Bucket: 'b', S3Key: 'other.zip' }, Timeout: 30 });
      const project = find(template, { Name: 'slipway-self-mutate', QueuedTimeoutInMinutes: 60 });
      Object.assign(project, { Description: 'Other', TimeoutInMinutes: 31 });
    });
    expect(permissions).toMatchObject({ kind: 'none', gained: [], lost: [] });
  });

  test('a rule is added that keeps a release out', () => {
    const { permissions, review } = judged((template) => {
      const { BeforeEntry } = structuredClone(stageIn(template, 'ApprovePermissions'));
      Object.assign(list(BeforeEntry, 'Conditions')[0] as Json, { Result: 'FAIL' });
      list(stageIn(template, 'Prod'), 'BeforeEntry', 'Conditions').push(...list(BeforeEntry, 'Conditions'));
    });
    expect(permissions).toMatchObject({
      kind: 'narrowing',
      lost: [`the rule \`Broadened\` before entry of \`Prod\` ${OF} is new`],
    });
    expect(review.verdict).toBe('unneeded');
  });
});

test('another change of the same thing is another mark', () => {
  const [one, other] = ['a', 'b'].map(
    (BuildSpec) =>
      judged((template) => {
        const project = find(template, { Name: 'slipway-self-mutate', QueuedTimeoutInMinutes: 60 });
        Object.assign(project.Source as Json, { BuildSpec });
      }).review.marks,
  );
  expect(one).toHaveLength(1);
  expect(other).not.toEqual(one);
});

describe('what takes a shift back', () => {
  interface Shift {
    readonly group?: Json;
    readonly update?: Json;
    readonly version?: string;
    readonly condition?: string;
    readonly alarm?: Json;
    readonly check?: Json;
    readonly smoke?: boolean;
  }
  const CHECK = { ServiceToken: { 'Fn::GetAtt': ['Smoke', 'Arn'] }, ServiceTimeout: '360', Alias: 'live' };
  const ALARM = {
    AlarmDescription: 'More than 1 % fail',
    AlarmActions: [{ Ref: 'Topic' }],
    Threshold: 1,
    Metrics: [
      { Id: 'rate', Expression: '100 * errors / invocations' },
      {
        Id: 'errors',
        MetricStat: { Metric: { Dimensions: [{ Name: 'V', Value: { 'Fn::GetAtt': ['Version1a', 'Version'] } }] } },
      },
    ],
  };
  const GROUP = {
    AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: 'Errors' } }, { Name: 'latency' }] },
    AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  };
  const UPDATE = {
    ApplicationName: { Ref: 'Application' },
    DeploymentGroupName: { Ref: 'Group' },
    BeforeAllowTrafficHook: { Ref: 'PreTraffic' },
    AfterAllowTrafficHook: { Ref: 'PostTraffic' },
  };
  const stackOf = ({
    group = GROUP,
    update = UPDATE,
    version = 'Version1a',
    condition,
    alarm = ALARM,
    check = CHECK,
    smoke = true,
  }: Shift) => {
    const at = (path: string) => ({ 'aws:cdk:path': `${STAGE}/Students/${path}/Resource` });
    const template = {
      Resources: {
        Group: {
          Type: 'AWS::CodeDeploy::DeploymentGroup',
          Properties: group,
          Condition: condition,
          Metadata: at('Group'),
        },
        Errors: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: JSON.parse(JSON.stringify(alarm).replace('Version1a', version)),
          Metadata: at('Errors'),
        },
        [version]: { Type: 'AWS::Lambda::Version', Metadata: at('Version') },
        ...(Object.keys(check).length === 0
          ? {}
          : { First: { Type: 'Custom::FirstVersionCheck', Properties: check, Metadata: at('First') } }),
        ...(smoke ? { Smoke: { Type: 'AWS::Lambda::Function', Metadata: at('Smoke') } } : {}),
        Alias: {
          Type: 'AWS::Lambda::Alias',
          Properties: { FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] } },
          ...(Object.keys(update).length === 0 ? {} : { UpdatePolicy: { CodeDeployLambdaAliasUpdate: update } }),
          Metadata: at('Alias'),
        },
      },
    };
    return { name: 'Prod-Students', environment: 'aws://1/x', stagePath: STAGE, template };
  };
  const { BeforeAllowTrafficHook, ...withoutHook } = UPDATE;

  test.each<[what: string, after: Shift, told: string[]]>([
    ['a new version', { version: 'Version2b' }, []],
    [
      'an alarm goes',
      { group: { ...GROUP, AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'latency' }] } } },
      ['the alarm `Students/Errors` of the deployment group `Students/Group` no longer stops a shift'],
    ],
    [
      'the alarms are switched off',
      { group: { ...GROUP, AlarmConfiguration: { ...GROUP.AlarmConfiguration, Enabled: false } } },
      [
        'the alarm `Students/Errors` of the deployment group `Students/Group` no longer stops a shift',
        'the alarm `latency` of the deployment group `Students/Group` no longer stops a shift',
      ],
    ],
    [
      'an alarm that cannot be read does not count',
      { group: { ...GROUP, AlarmConfiguration: { ...GROUP.AlarmConfiguration, IgnorePollAlarmFailure: true } } },
      ['the deployment group `Students/Group` is no longer the same: IgnorePollAlarmFailure is `true`, was `false`'],
    ],
    [
      'an alarm goes off later',
      { alarm: { ...ALARM, Threshold: 50, TreatMissingData: 'notBreaching' } },
      [
        'when the alarm `Students/Errors` goes off is no longer the same: Threshold is `50`, was `1`, TreatMissingData is `notBreaching`, was nothing',
      ],
    ],
    [
      'an alarm counts something else',
      { alarm: { ...ALARM, Metrics: [{ Id: 'rate', Expression: '0 * errors' }, ...ALARM.Metrics.slice(1)] } },
      [
        'when the alarm `Students/Errors` goes off is no longer the same: Metrics.rate.Expression is `0 * errors`, was `100 * errors / invocations`',
      ],
    ],
    ['the stack asks no longer', { check: {} }, ['what the stack asks as `Students/First` is no longer asked']],
    ['the stack asks no longer, as nobody answers', { check: {}, smoke: false }, []],
    [
      'the stack asks something else',
      { check: { ...CHECK, ServiceTimeout: '60', Alias: 'other' } },
      ['what the stack asks as `Students/First` is no longer the same: Alias is `other`, was `live`'],
    ],
    ['others are told of an alarm', { alarm: { ...ALARM, AlarmDescription: 'Errors', AlarmActions: [] } }, []],
    [
      'a rollback goes',
      {
        group: { ...GROUP, AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] } },
      },
      ['the rollback on DEPLOYMENT_STOP_ON_ALARM of the deployment group `Students/Group` no longer happens'],
    ],
    [
      'all is shifted at once',
      { group: { ...GROUP, DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' } },
      [
        'the deployment group `Students/Group` is no longer the same: DeploymentConfigName is `CodeDeployDefault.LambdaAllAtOnce`, was `CodeDeployDefault.LambdaCanary10Percent5Minutes`',
      ],
    ],
    [
      'the deployment group comes to depend on a condition',
      { group: { ...GROUP, AlarmConfiguration: {}, AutoRollbackConfiguration: {} }, condition: 'Never' },
      [
        ...['Students/Errors', 'latency'].map(
          (name) => `the alarm \`${name}\` of the deployment group \`Students/Group\` no longer stops a shift`,
        ),
        ...['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'].map(
          (event) => `the rollback on ${event} of the deployment group \`Students/Group\` no longer happens`,
        ),
        'the deployment group `Students/Group` is no longer the same: template condition is `Never`, was nothing',
      ],
    ],
    ['a hook goes', { update: withoutHook }, ['the hook before traffic of `Students/Alias` no longer runs']],
    [
      'a hook is another function',
      { update: { ...UPDATE, AfterAllowTrafficHook: 'yes' } },
      ['the hook after traffic of `Students/Alias` is no longer the same: function is `yes`, was `PostTraffic`'],
    ],
    [
      'CodeDeploy goes',
      { update: {} },
      [
        'the shift of `Students/Alias` by CodeDeploy no longer happens',
        'the hook before traffic of `Students/Alias` no longer runs',
        'the hook after traffic of `Students/Alias` no longer runs',
      ],
    ],
  ])('%s', (_, after, told) => {
    expect(BeforeAllowTrafficHook).toBeDefined();
    expect(compareControls(stackOf({}), stackOf(after)).gained).toEqual(told);
    expect(compareControls(stackOf(after), stackOf(after)).gained).toEqual([]);
  });

  test('what is gone altogether needs no control', () => {
    const nothing = { ...stackOf({}), template: { Resources: {} } };
    expect(compareControls(stackOf({}), nothing)).toEqual({ gained: [], lost: [] });
  });
});
