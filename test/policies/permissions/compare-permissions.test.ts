import { expect, test } from '@jest/globals';
import { comparePermissions } from '../../../policies/permissions/compare-permissions.ts';
import { sentences } from '../../../policies/permissions/sentences.ts';
import { type Resources, STAGE, templateOf } from '../changes/fixture.ts';

type Statement = Readonly<Record<string, unknown>>;

const stack = (resources: Resources) => ({
  name: 'Beta-Students',
  environment: 'aws://111122223333/eu-west-1',
  stagePath: STAGE,
  template: templateOf(resources),
});
const compare = (before: Resources, after: Resources) => comparePermissions(stack(before), stack(after));
const document = (...Statement: Statement[]) => ({ Version: '2012-10-17', Statement });

/** A role with some policies, each with some statements. */
function role(...policies: readonly (readonly Statement[])[]): Resources {
  return {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document(trust('lambda.amazonaws.com')) } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    ...Object.fromEntries(
      policies.map((statements, index) => [
        `Policy${index}`,
        {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: document(...statements) },
        },
      ]),
    ),
  };
}
const TABLE = { 'Fn::GetAtt': ['Table', 'Arn'] };
const allow = (Action: unknown, Resource: unknown = TABLE, more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = TABLE): Statement => ({ Effect: 'Deny', Action, Resource });
const trust = (Service: string): Statement => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } });
const on = (value: unknown) => ({ Condition: { StringEquals: { 'kms:ViaService': value } } });

const GET = 'dynamodb:GetItem';
const PUT = 'dynamodb:PutItem';

const cases: readonly [what: string, before: Resources, after: Resources, kind: string, told: string[]][] = [
  ['nothing', role([allow(GET)]), role([allow(GET)]), 'none', []],
  ['a statement that is split', role([allow([GET, PUT])]), role([allow(GET), allow(PUT)]), 'none', []],
  ['a statement that moves', role([allow(GET), allow(PUT)]), role([allow(GET)], [allow(PUT)]), 'none', []],
  [
    'a wildcard that is spelled out',
    role([allow('dynamodb:Get*')]),
    role([allow(GET)]),
    'narrowing',
    ['- `Students` may no longer read `Students/Table` (dynamodb:Get*)'],
  ],
  [
    'a wildcard that takes the place of its actions',
    role([allow(GET)]),
    role([allow('dynamodb:*')]),
    'broadening',
    ['+ `Students` may now do anything with `Students/Table` (dynamodb:*)'],
  ],
  [
    'another action',
    role([allow(GET)]),
    role([allow([GET, PUT])]),
    'broadening',
    ['+ `Students` may now write `Students/Table` (dynamodb:PutItem)'],
  ],
  [
    'an action that goes',
    role([allow([GET, PUT])]),
    role([allow(GET)]),
    'narrowing',
    ['- `Students` may no longer write `Students/Table` (dynamodb:PutItem)'],
  ],
  [
    'one action in the place of another',
    role([allow(GET)]),
    role([allow(PUT)]),
    'broadening',
    [
      '+ `Students` may now write `Students/Table` (dynamodb:PutItem)',
      '- `Students` may no longer read `Students/Table` (dynamodb:GetItem)',
    ],
  ],
  [
    'a condition that goes',
    role([allow(GET, TABLE, on('dynamodb'))]),
    role([allow(GET)]),
    'broadening',
    ['+ `Students` may now read `Students/Table` (dynamodb:GetItem)'],
  ],
  [
    'a condition that comes',
    role([allow(GET)]),
    role([allow(GET, TABLE, on('dynamodb'))]),
    'narrowing',
    ['- `Students` may no longer read `Students/Table` (dynamodb:GetItem)'],
  ],
  [
    'another value of a condition',
    role([allow(GET, TABLE, on('dynamodb'))]),
    role([allow(GET, TABLE, on(['dynamodb', 's3']))]),
    'broadening',
    ['+ `Students` may now read `Students/Table` (dynamodb:GetItem), if kms:viaservice StringEquals dynamodb or s3'],
  ],
  [
    'a Deny that goes',
    role([allow('*', '*'), deny(PUT)]),
    role([allow('*', '*')]),
    'broadening',
    ['+ `Students` is no longer denied to write `Students/Table` (dynamodb:PutItem)'],
  ],
  [
    'a Deny that comes',
    role([allow('*', '*')]),
    role([allow('*', '*'), deny(PUT)]),
    'narrowing',
    ['- `Students` is now denied to write `Students/Table` (dynamodb:PutItem)'],
  ],
  ['an Allow that a Deny takes back', role([deny('*', '*')]), role([allow(GET), deny('*', '*')]), 'none', []],
  [
    'a role that goes, with its Deny',
    role([allow(GET), deny(PUT)]),
    { Table: { Type: 'AWS::DynamoDB::Table' } },
    'narrowing',
    [
      '- the service lambda.amazonaws.com may no longer act as `Students/Role` (sts:AssumeRole)',
      '- `Students` may no longer read `Students/Table` (dynamodb:GetItem)',
    ],
  ],
  [
    'somebody else who may assume the role',
    role(),
    {
      ...role(),
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: document(trust('lambda.amazonaws.com'), {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { AWS: '*' },
          }),
        },
      },
    },
    'broadening',
    ['+ anyone may now act as `Students/Role` (sts:AssumeRole)'],
  ],
];

const told = (before: Resources, after: Resources) => {
  const { kind, gained, lost } = compare(before, after);
  return {
    kind,
    told: [
      ...sentences(gained, 'gained').map((one) => `+ ${one}`),
      ...sentences(lost, 'lost').map((one) => `- ${one}`),
    ],
  };
};

test.each(cases)('%s', (_, before, after, kind, expected) => {
  expect(told(before, after)).toEqual({ kind, told: expected });
});

test('a resource under another logical id at the same place is the same resource', () => {
  const version = (id: string): Resources => ({
    ...role(),
    Policy0: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: document(allow('lambda:InvokeFunction', { Ref: id })) },
    },
  });
  const withVersion = (id: string) => {
    const one = stack(version(id));
    const template = {
      Resources: {
        ...Object(one.template).Resources,
        [id]: { Type: 'AWS::Lambda::Version', Metadata: { 'aws:cdk:path': `${STAGE}/Students/Version/Resource` } },
      },
    };
    return { ...one, template };
  };
  expect(comparePermissions(withVersion('Version1a2b'), withVersion('Version3c4d')).kind).toBe('none');
  expect(comparePermissions(withVersion('Version1a2b'), stack(version('Other'))).kind).toBe('broadening');
});

/** A queue with a policy about it, or with none. */
const queue = (statement?: Statement, Queues: unknown = [{ Ref: 'Queue' }]): Resources => ({
  Queue: { Type: 'AWS::SQS::Queue' },
  ...(statement === undefined
    ? {}
    : { Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues, PolicyDocument: document(statement) } } }),
});
const NO_SENDING = { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:x', Principal: '*' };
const MAY_SEND = ['+ anyone is no longer denied to send to `arn:aws:sqs:x` (sqs:SendMessage)'];
const attachedElsewhere = (): Resources => ({
  Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(deny('sqs:SendMessage', '*')) } },
});

test.each<[what: string, before: Resources, after: Resources, expected: string[]]>([
  ['goes, and what it protects stays', queue(NO_SENDING), queue(), MAY_SEND],
  [
    'of two queues, one of which goes',
    { ...queue(NO_SENDING, [{ Ref: 'Queue' }, { Ref: 'Other' }]), Other: { Type: 'AWS::SQS::Queue' } },
    queue(),
    MAY_SEND,
  ],
  [
    'of a queue that is not in the template',
    queue(NO_SENDING, ['https://sqs/queue']),
    { Queue: { Type: 'AWS::SQS::Queue' } },
    MAY_SEND,
  ],
  [
    'comes to be about another queue',
    queue(NO_SENDING),
    { ...queue(NO_SENDING, [{ Ref: 'Other' }]), Other: { Type: 'AWS::SQS::Queue' } },
    MAY_SEND,
  ],
  [
    'comes to depend on a condition',
    queue(NO_SENDING),
    { ...queue(), Policy: { ...(queue(NO_SENDING).Policy ?? { Type: '' }), Condition: 'Never' } },
    MAY_SEND,
  ],
  ['goes together with what it protects', queue(NO_SENDING), {}, []],
  [
    'stands in another policy of the same queue',
    queue(NO_SENDING),
    { ...queue(), Moved: queue(NO_SENDING).Policy ?? { Type: '' } },
    [],
  ],
  [
    'of somebody who is in no template',
    attachedElsewhere(),
    {},
    ['+ `Students/Policy` is no longer denied to send to anything (sqs:SendMessage)'],
  ],
])('a policy with a Deny %s', (_, before, after, expected) => {
  expect(told(before, after).told.filter((one) => one.startsWith('+'))).toEqual(expected);
});

test('a Deny of a queue takes nothing back of what a role may do', () => {
  const denied = queue({ Effect: 'Deny', Action: '*', Resource: '*', Principal: '*' });
  expect(compare(role(), { ...role([allow(GET)]), ...denied }).kind).toBe('broadening');
});

/** Something that acts as a role, among two that are there. */
function acting(Type: string, Properties: Record<string, unknown>): Resources {
  const trusting = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document(trust('x')) } };
  return { It: { Type, Properties }, Weak: trusting, Strong: trusting };
}
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
/** A pipeline of one action, with a rule in front of it. */
const pipelineOf = (own: string, action: string | undefined, execution: string, rule: string) => ({
  RoleArn: arn(own),
  Stages: [
    {
      Name: 'Prod',
      Actions: [
        {
          Name: 'Deploy',
          ActionTypeId: { Category: 'Deploy' },
          Configuration: { RoleArn: execution },
          ...(action === undefined ? {} : { RoleArn: arn(action) }),
        },
      ],
      BeforeEntry: {
        Conditions: [{ Rules: [{ Name: 'Alarm', RuleTypeId: { Provider: 'CloudWatchAlarm' }, RoleArn: arn(rule) }] }],
      },
    },
  ],
});

test.each<[what: string, type: string, before: object, after: object, expected: string]>([
  ['a function', 'AWS::Lambda::Function', { Role: arn('Weak') }, { Role: arn('Strong') }, 'Students/It'],
  ['a build', 'AWS::CodeBuild::Project', { ServiceRole: arn('Weak') }, { ServiceRole: arn('Strong') }, 'Students/It'],
  [
    'a deployment group',
    'AWS::CodeDeploy::DeploymentGroup',
    { ServiceRoleArn: arn('Weak') },
    { ServiceRoleArn: arn('Strong') },
    'Students/It',
  ],
  [
    'the target of a rule',
    'AWS::Events::Rule',
    { Targets: [{ Id: 'A', RoleArn: arn('Weak') }] },
    { Targets: [{ Id: 'A', RoleArn: arn('Strong') }] },
    'Students/It A',
  ],
  [
    'a pipeline',
    'AWS::CodePipeline::Pipeline',
    pipelineOf('Weak', 'Weak', 'x', 'Weak'),
    pipelineOf('Strong', 'Weak', 'x', 'Weak'),
    'Students/It',
  ],
  [
    'an action',
    'AWS::CodePipeline::Pipeline',
    pipelineOf('Weak', 'Weak', 'x', 'Weak'),
    pipelineOf('Weak', 'Strong', 'x', 'Weak'),
    'Students/It Prod/Deploy',
  ],
  [
    'an action that is left to the role of the pipeline',
    'AWS::CodePipeline::Pipeline',
    pipelineOf('Strong', 'Weak', 'x', 'Weak'),
    pipelineOf('Strong', undefined, 'x', 'Weak'),
    'Students/It Prod/Deploy',
  ],
  [
    'a rule of a stage',
    'AWS::CodePipeline::Pipeline',
    pipelineOf('Weak', 'Weak', 'x', 'Weak'),
    pipelineOf('Weak', 'Weak', 'x', 'Strong'),
    'Students/It Prod/Alarm',
  ],
])('%s that acts as another role', (_, type, before, after, actor) => {
  const [one, other] = [before, after].map((properties) => acting(type, { ...properties }));
  expect(told(one ?? {}, other ?? {}).told).toContain(`+ \`${actor}\` may now run as \`Students/Strong\``);
  expect(compare(other ?? {}, other ?? {}).kind).toBe('none');
});

test('what CloudFormation is given another role by an action is told', () => {
  const [before, after] = ['arn:aws:iam::1:role/weak', 'arn:aws:iam::1:role/strong'].map((execution) =>
    acting('AWS::CodePipeline::Pipeline', pipelineOf('Weak', 'Weak', execution, 'Weak')),
  );
  expect(told(before ?? {}, after ?? {}).told).toContain(
    '+ `Students/It Prod/Deploy` may now run as `arn:aws:iam::1:role/strong`',
  );
});

test('a role that comes with what acts as it is told once, by its trust', () => {
  const { Strong, ...before } = acting('AWS::Lambda::Function', { Role: arn('Weak') });
  const after = acting('AWS::Lambda::Function', { Role: arn('Strong') });
  expect(Strong).toBeDefined();
  expect(told(before, after).told.filter((one) => one.startsWith('+'))).toEqual([
    '+ the service x may now act as `Students/Strong` (sts:AssumeRole)',
  ]);
});

test('a role that a parameter names is told', () => {
  const before = acting('AWS::Lambda::Function', { Role: arn('Weak') });
  const after = acting('AWS::Lambda::Function', { Role: { Ref: 'GivenRole' } });
  expect(told(before, after).told).toContain('+ `Students/It` may now run as `GivenRole`');
});

const single = (Type: string, Properties: Record<string, unknown>): Resources => ({ It: { Type, Properties } });

test.each<[what: string, before: Resources, after: Resources, expected: string[]]>([
  [
    'a policy of AWS',
    single('AWS::IAM::Role', {}),
    single('AWS::IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
    ['+ `Students/It` may now do all that the policy `arn:aws:iam::aws:policy/AdministratorAccess` allows'],
  ],
  [
    'a boundary that goes',
    single('AWS::IAM::Role', { PermissionsBoundary: 'arn:aws:iam::1:policy/boundary' }),
    single('AWS::IAM::Role', {}),
    ['+ `Students/It` is no longer bounded by `arn:aws:iam::1:policy/boundary`'],
  ],
  [
    'a permission of a function',
    {},
    single('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Alias' },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: 'arn:aws:execute-api:x',
    }),
    [
      '+ the service apigateway.amazonaws.com may now invoke `Alias` (lambda:InvokeFunction), if aws:sourcearn ArnLike arn:aws:execute-api:x',
    ],
  ],
  [
    'a bucket for everybody',
    single('AWS::S3::BucketPolicy', { PolicyDocument: document() }),
    single('AWS::S3::BucketPolicy', {
      PolicyDocument: document(allow('s3:GetObject', 'arn:aws:s3:::b/*', { Principal: '*' })),
    }),
    ['+ anyone may now read `arn:aws:s3:::b/*` (s3:GetObject)'],
  ],
  [
    'a key',
    single('AWS::KMS::Key', { KeyPolicy: document() }),
    single('AWS::KMS::Key', {
      KeyPolicy: document(allow('kms:Decrypt', '*', { Principal: { AWS: 'arn:aws:iam::1:root' } })),
    }),
    ['+ `arn:aws:iam::1:root` may now encrypt or decrypt with `Students/It` (kms:Decrypt)'],
  ],
  [
    'a method that asks for no key any more',
    single('AWS::ApiGateway::Method', { HttpMethod: 'GET', ApiKeyRequired: true }),
    single('AWS::ApiGateway::Method', { HttpMethod: 'GET', ApiKeyRequired: false }),
    ['+ anyone may now invoke `Students/It` (execute-api:Invoke)'],
  ],
  [
    'a way into a network',
    single('AWS::EC2::SecurityGroup', {}),
    single('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }],
    }),
    ['+ the network 0.0.0.0/0 may now connect to `Students/It tcp 22-22`'],
  ],
])('%s', (_, before, after, expected) => {
  expect(told(before, after)).toEqual({ kind: 'broadening', told: expected });
  expect(compare(after, after).kind).toBe('none');
});
