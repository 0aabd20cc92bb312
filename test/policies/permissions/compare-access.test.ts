import { describe, expect, test } from '@jest/globals';
import { judgePermissions } from '../../../policies/permissions/report.ts';
import { type Resources, STAGE, templateOf } from '../changes/fixture.ts';

const stack = (resources: Resources) => ({
  name: 'Beta-Students',
  environment: 'aws://111122223333/eu-west-1',
  stagePath: STAGE,
  template: templateOf(resources),
});
const judge = (before: Resources, after: Resources) =>
  judgePermissions(stack(after), [{ origin: 'an execution', stacks: [stack(before)] }]);

const it = (Type: string, Properties: Record<string, unknown> = {}): Resources => ({ It: { Type, Properties } });
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const FOREIGN = { Effect: 'Allow', Principal: { AWS: '999999999999' } };

const TABLE = 'AWS::DynamoDB::Table';
const API = 'AWS::ApiGateway::RestApi';
const METHOD = 'AWS::ApiGateway::Method';
const ROUTE = 'AWS::ApiGatewayV2::Route';
const BUCKET = 'AWS::S3::Bucket';
const AWS_CALL = 'Custom::AWS';

const behind = (action: string) => ({
  AuthorizationType: 'AWS_IAM',
  Integration: {
    Type: 'AWS',
    Credentials: 'arn:aws:iam::1:role/r',
    Uri: `arn:aws:apigateway:x:dynamodb:action/${action}`,
  },
});

describe('who is newly let in is told, where no policy of a role says it', () => {
  test.each<[what: string, before: Resources, after: Resources, told: string]>([
    ['an API key', {}, it('AWS::ApiGateway::ApiKey', { Value: 'x' }), 'the API key `Students/It` is new'],
    ['a key of a usage plan', {}, it('AWS::ApiGateway::UsagePlanKey', { KeyId: 'k' }), 'the key of a usage plan'],
    [
      'a plan that holds callers back less',
      it('AWS::ApiGateway::UsagePlan', { Quota: { Limit: 100 } }),
      it('AWS::ApiGateway::UsagePlan', { Quota: { Limit: 100000 } }),
      'Quota.Limit is `100000`, was `100`',
    ],
    [
      'an API without the policy that it had',
      it(API, {
        Policy: document({ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }),
      }),
      it(API),
      'who reaches the API `Students/It` is no longer the same: Policy is gone',
    ],
    [
      'an API that was private',
      it(API, { EndpointConfiguration: { Types: ['PRIVATE'] } }),
      it(API, { EndpointConfiguration: { Types: ['REGIONAL'] } }),
      'EndpointConfiguration.Types.0 is `REGIONAL`, was `PRIVATE`',
    ],
    [
      'a method that asks for no scope any more',
      it(METHOD, { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: 'a', AuthorizationScopes: ['admin'] }),
      it(METHOD, { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: 'a' }),
      'anyone may now invoke `Students/It`',
    ],
    [
      'a route of an HTTP API',
      {},
      it(ROUTE, { RouteKey: 'GET /', AuthorizationType: 'NONE' }),
      'anyone may now invoke',
    ],
    [
      'another call behind a method',
      it(METHOD, behind('GetItem')),
      it(METHOD, behind('DeleteItem')),
      'have done is no longer',
    ],
    [
      'a bucket that kept the public out',
      it(BUCKET, { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }),
      it(BUCKET, { AccessControl: 'PublicRead' }),
      'what keeps the public from the bucket `Students/It` is no longer the same',
    ],
    [
      'a stream of a table',
      it(TABLE, { ResourcePolicy: { PolicyDocument: document() } }),
      it(TABLE, {
        ResourcePolicy: { PolicyDocument: document() },
        StreamSpecification: {
          ResourcePolicy: { PolicyDocument: document({ ...FOREIGN, Action: 'dynamodb:GetRecords', Resource: '*' }) },
        },
      }),
      '`999999999999` may now read `Students/It`',
    ],
    [
      'a policy that names no resource',
      {},
      it('AWS::ECR::PublicRepository', {
        RepositoryPolicyText: document({ Effect: 'Allow', Principal: '*', Action: 'ecr-public:PutImage' }),
      }),
      'anyone may now write `Students/It`',
    ],
    [
      'a layer',
      {},
      it('AWS::Lambda::LayerVersionPermission', {
        Action: 'lambda:GetLayerVersion',
        LayerVersionArn: 'arn:layer',
        Principal: '999999999999',
      }),
      '`999999999999` may now read `arn:layer`',
    ],
    [
      'a group of a user',
      it('AWS::IAM::User'),
      it('AWS::IAM::User', { Groups: ['admins'] }),
      '`Students/It` is now in the group `admins`',
    ],
    [
      'a user of a group',
      {},
      it('AWS::IAM::UserToGroupAddition', { GroupName: 'admins', Users: ['somebody'] }),
      '`somebody` is now in the group `admins`',
    ],
    ['an access key', {}, it('AWS::IAM::AccessKey', { UserName: 'somebody' }), 'the access key `Students/It` is new'],
    [
      'a client of an identity provider',
      it('AWS::IAM::OIDCProvider', { ClientIdList: ['a'] }),
      it('AWS::IAM::OIDCProvider', { ClientIdList: ['a', 'b'] }),
      'the identity provider `Students/It` is no longer the same',
    ],
    ['a share', {}, it('AWS::RAM::ResourceShare', { Principals: ['999999999999'] }), 'the share `Students/It` is new'],
    [
      'an instance that acts as a role',
      it('AWS::EC2::Instance'),
      it('AWS::EC2::Instance', { IamInstanceProfile: 'strong' }),
      '`Students/It` may now run as `strong`',
    ],
    [
      'a call of AWS by the stack',
      {},
      it(AWS_CALL, { ServiceToken: 'arn:f', Create: '{}' }),
      'the call of AWS `Students/It` is new',
    ],
    [
      'a policy of the account that may deny',
      it('AWS::IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::1:policy/guard'] }),
      it('AWS::IAM::Role'),
      '`Students/It` is no longer denied what the policy `arn:aws:iam::1:policy/guard` denies',
    ],
    [
      'a hook that asks for no passport any more',
      it('AWS::Lambda::Function', { Environment: { Variables: { PASSPORT: '{}' } } }),
      it('AWS::Lambda::Function'),
      'the release passport that `Students/It` checks is no longer asked for',
    ],
  ])('%s', (_, before, after, told) => {
    const { kind, gained } = judge(before, after);
    expect(kind).toBe('broadening');
    expect(gained.join('\n')).toContain(told);
    expect(judge(after, after)).toMatchObject({ kind: 'none', gained: [], lost: [] });
  });
});

test.each([
  ['a queue', 'AWS::SQS::QueuePolicy', 'Queues', 'sqs:*', '*'],
  ['a secret', 'AWS::SecretsManager::ResourcePolicy', 'SecretId', 'secretsmanager:GetSecretValue', '*'],
])('what the policy of %s allows is allowed of no other one', (_, Type, property, Action, Resource) => {
  const policyOf = (id: string) => ({
    Type,
    Properties: {
      [property]: { Ref: id },
      [Type.includes('Secret') ? 'ResourcePolicy' : 'PolicyDocument']: document({ ...FOREIGN, Action, Resource }),
    },
  });
  const both: Resources = { A: { Type: 'AWS::Some::Thing' }, B: { Type: 'AWS::Some::Thing' }, OfA: policyOf('A') };
  expect(judge(both, { ...both, OfB: policyOf('B') }).kind).toBe('broadening');
  const { OfA, ...without } = both;
  expect(OfA).toBeDefined();
  expect(judge(both, { ...without, Moved: policyOf('A') }).kind).toBe('none');
});

test('two policies that become one, of the same two queues, are no change', () => {
  const policyOf = (...ids: string[]) => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: ids.map((Ref) => ({ Ref })),
      PolicyDocument: document({ ...FOREIGN, Action: 'sqs:SendMessage', Resource: '*' }),
    },
  });
  expect(judge({ OfA: policyOf('A'), OfB: policyOf('B') }, { OfBoth: policyOf('A', 'B') }).kind).toBe('none');
});

test('the statements of a firewall are no policy', () => {
  const firewall = it('AWS::WAFv2::WebACL', {
    Rules: [{ Name: 'r', Statement: { RateBasedStatement: { Limit: 100 } } }],
  });
  expect(judge({}, firewall).kind).toBe('none');
});

test('a hook that asks for the passport of another build is no change, one that asks elsewhere is', () => {
  const hook = (bucket: string, variable: string) =>
    it('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          PASSPORT: {
            'Fn::Join': [
              '',
              [`{"bucket":"${bucket}","key":"`, { Ref: 'Object' }, `","built":{"variables":["${variable}"]}}`],
            ],
          },
        },
      },
    });
  expect(judge(hook('ours', 'A'), hook('ours', 'B')).kind).toBe('none');
  expect(judge(hook('ours', 'A'), hook('theirs', 'A')).kind).toBe('broadening');
});
