import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetPolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { services } from '../../../rehearsal/services/registry.ts';
import { actingAs, BOOTSTRAP_BUCKET, type BootstrapRole, bootstrap, bootstrapRole } from '../../helpers/bootstrap.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const policyArn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
const BOUNDARY = policyArn(`cdk-hnb659fds-role-boundary-${ACCOUNT}-${REGION}`);
const EXECUTION_BOUNDARY = policyArn(`cdk-hnb659fds-execution-boundary-${ACCOUNT}-${REGION}`);
const EXECUTION_ROLE = `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;
const ROLE = 'Prod-Students-Handler';

const trusting = (principal: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }],
  });
const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

let local: TestRehearsal;
let administrator: IAMClient;
/** CloudFormation, as it acts for a stack; an administrator lets the tests become it. */
let execution: Awaited<ReturnType<typeof actingAs>>;
let iam: IAMClient;

beforeAll(async () => {
  local = await startTestRehearsal(services, { enforce: 'deny' });
  await bootstrap(local);
  administrator = local.client(IAMClient);
  await administrator.send(
    new UpdateAssumeRolePolicyCommand({ RoleName: EXECUTION_ROLE, PolicyDocument: trusting({ AWS: ACCOUNT }) }),
  );
  execution = await actingAs(local, bootstrapRole('cfn-exec'));
  iam = new IAMClient(execution);
  await iam.send(
    new CreateRoleCommand({
      RoleName: ROLE,
      AssumeRolePolicyDocument: trusting({ Service: 'lambda.amazonaws.com' }),
      PermissionsBoundary: BOUNDARY,
    }),
  );
}, 60_000);
afterAll(() => local.stop());

const denied = { name: 'AccessDenied' };
const AssumeRolePolicyDocument = trusting({ Service: 'lambda.amazonaws.com' });

describe('CloudFormation makes no role that is not bounded', () => {
  test('a role without a boundary', async () => {
    const create = new CreateRoleCommand({ RoleName: 'Prod-Students-Free', AssumeRolePolicyDocument });
    await expect(iam.send(create)).rejects.toMatchObject(denied);
  });

  test('a role with another boundary, such as a policy that it has made itself', async () => {
    const PermissionsBoundary = policyArn('Prod-Students-Anything');
    const create = new CreateRoleCommand({
      RoleName: 'Prod-Students-Free',
      AssumeRolePolicyDocument,
      PermissionsBoundary,
    });
    await expect(iam.send(create)).rejects.toMatchObject(denied);
  });

  test('a role of another name, and a user', async () => {
    const create = new CreateRoleCommand({
      RoleName: 'Administrator',
      AssumeRolePolicyDocument,
      PermissionsBoundary: BOUNDARY,
    });
    await expect(iam.send(create)).rejects.toMatchObject(denied);
    await expect(iam.send(new CreateUserCommand({ UserName: 'Prod-Students-Somebody' }))).rejects.toMatchObject(denied);
  });

  test('none of these is there afterwards', async () => {
    const { Roles = [] } = await administrator.send(new ListRolesCommand({}));
    expect(Roles.map(({ RoleName }) => RoleName).filter((name) => name?.startsWith('cdk-') !== true)).toEqual([ROLE]);
  });
});

/** What the pipeline's stack makes for people, whose roles have no boundary. */
const FOR_PEOPLE = 'SlipwayPipeline-ProtectedBranch01234567-1ABCDEFGHIJKL';
const NOTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 'codecommit:GitPush', Resource: '*' }],
});

describe('CloudFormation makes a policy that people are given', () => {
  beforeAll(() => iam.send(new CreatePolicyCommand({ PolicyName: FOR_PEOPLE, PolicyDocument: NOTHING })));

  test('and gives it no other text: people would have every right', async () => {
    const version = { PolicyArn: policyArn(FOR_PEOPLE), PolicyDocument: EVERYTHING, SetAsDefault: true };
    await expect(iam.send(new CreatePolicyVersionCommand(version))).rejects.toMatchObject(denied);
    const { Policy } = await administrator.send(new GetPolicyCommand({ PolicyArn: policyArn(FOR_PEOPLE) }));
    expect(Policy?.DefaultVersionId).toBe('v1');
  });

  test('while the policies of its own roles get theirs, and one for people is made and deleted', async () => {
    for (const PolicyName of ['SlipwayPipeline-Rights', `${FOR_PEOPLE}2`])
      await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: NOTHING }));
    const own = { PolicyArn: policyArn('SlipwayPipeline-Rights'), PolicyDocument: EVERYTHING, SetAsDefault: true };
    await expect(iam.send(new CreatePolicyVersionCommand(own))).resolves.toBeDefined();
    const deletion = new DeletePolicyCommand({ PolicyArn: policyArn(`${FOR_PEOPLE}2`) });
    await expect(iam.send(deletion)).resolves.toBeDefined();
  });
});

describe('nobody who deploys widens or removes a boundary, with whatever rights', () => {
  beforeAll(async () => {
    // The worst case: somebody has given the execution role everything.
    const everything = { RoleName: EXECUTION_ROLE, PolicyName: 'everything', PolicyDocument: EVERYTHING };
    await administrator.send(new PutRolePolicyCommand(everything));
  });

  test.each([
    ['takes the boundary from a role', () => new DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE })],
    [
      'exchanges the boundary of a role',
      () =>
        new PutRolePermissionsBoundaryCommand({
          RoleName: ROLE,
          PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
        }),
    ],
    [
      'rewrites the boundary of the roles',
      () => new CreatePolicyVersionCommand({ PolicyArn: BOUNDARY, PolicyDocument: EVERYTHING, SetAsDefault: true }),
    ],
    [
      'rewrites its own boundary',
      () =>
        new CreatePolicyVersionCommand({
          PolicyArn: EXECUTION_BOUNDARY,
          PolicyDocument: EVERYTHING,
          SetAsDefault: true,
        }),
    ],
    [
      'rewrites the policy that people have',
      () =>
        new CreatePolicyVersionCommand({
          PolicyArn: policyArn(FOR_PEOPLE),
          PolicyDocument: EVERYTHING,
          SetAsDefault: true,
        }),
    ],
    [
      'goes back to another text of it',
      () => new SetDefaultPolicyVersionCommand({ PolicyArn: policyArn(FOR_PEOPLE), VersionId: 'v1' }),
    ],
    [
      'deletes a text of it',
      () => new DeletePolicyVersionCommand({ PolicyArn: policyArn(FOR_PEOPLE), VersionId: 'v1' }),
    ],
    [
      'gives itself rights',
      () => new AttachRolePolicyCommand({ RoleName: EXECUTION_ROLE, PolicyArn: policyArn('SlipwayPipeline-Mine') }),
    ],
    ['takes its own boundary off', () => new DeleteRolePermissionsBoundaryCommand({ RoleName: EXECUTION_ROLE })],
    [
      'makes a role without a boundary',
      () => new CreateRoleCommand({ RoleName: 'Prod-Students-Free', AssumeRolePolicyDocument }),
    ],
  ])('CloudFormation %s', async (_what, command) => {
    // Several commands of one client: the union does not tell which output belongs to which.
    await expect(iam.send(command() as CreateRoleCommand)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('permissions boundary'),
    });
  });

  test('the roles have their boundaries still', async () => {
    for (const [RoleName, PermissionsBoundaryArn] of [
      [ROLE, BOUNDARY],
      [EXECUTION_ROLE, EXECUTION_BOUNDARY],
    ] as const) {
      const { Role } = await administrator.send(new GetRoleCommand({ RoleName }));
      expect(Role?.PermissionsBoundary).toMatchObject({ PermissionsBoundaryArn });
    }
  });

  test('and the key of the bootstrap bucket its policy', async () => {
    const kms = new KMSClient(execution);
    const { KeyMetadata } = await local
      .client(KMSClient)
      .send(new DescribeKeyCommand({ KeyId: 'alias/cdk-hnb659fds-assets-key' }));
    const put = new PutKeyPolicyCommand({ KeyId: KeyMetadata?.Arn, Policy: EVERYTHING });
    await expect(kms.send(put)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

/** A new role behind the boundary that has every right otherwise. Returns what a client needs to act as it. */
async function roleWithEverything(RoleName: string) {
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: trusting({ AWS: ACCOUNT }),
      PermissionsBoundary: BOUNDARY,
    }),
  );
  await administrator.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: 'everything', PolicyDocument: EVERYTHING }),
  );
  return actingAs(local, `arn:aws:iam::${ACCOUNT}:role/${RoleName}`);
}
test('a role with every right does no more than its boundary allows', async () => {
  const role = await roleWithEverything('SlipwayPipeline-Everything');
  const create = new CreateUserCommand({ UserName: 'Mallory' });
  await expect(new IAMClient(role).send(create)).rejects.toMatchObject({
    message: expect.stringContaining('permissions boundary'),
  });
});

const becoming = (kind: BootstrapRole) =>
  new AssumeRoleCommand({ RoleArn: bootstrapRole(kind), RoleSessionName: 'another' });

describe('a role becomes a role of the bootstrap stack, which has no boundary, only where its step does', () => {
  test.each([
    'SlipwayPipeline-ReleaseChangesJudgeBuildServiceR-1ABCDEFGHIJKL',
    'Prod-Students-ReleaseServiceRole-1ABCDEFGHIJKL',
  ])('%s becomes none', async (name) => {
    const role = new STSClient(await roleWithEverything(name));
    for (const kind of ['deploy', 'file-publishing'] as const)
      await expect(role.send(becoming(kind))).rejects.toMatchObject({
        ...denied,
        message: expect.stringContaining('permissions boundary'),
      });
  });

  test.each([
    ['SlipwayPipeline-ReleaseServiceRoleD36A08EA-1ABCDEFGHIJKL', 'deploy'],
    ['SlipwayPipeline-ReleaseUpdatePipelineSelfMutateBu-1ABCDEFGHIJKL', 'deploy'],
    ['SlipwayPipeline-ReleaseAssetsFileAssetBuildServic-1ABCDEFGHIJKL', 'file-publishing'],
  ] as const)('%s becomes the one for %s', async (name, kind) => {
    const role = new STSClient(await roleWithEverything(name));
    await expect(role.send(becoming(kind))).resolves.toBeDefined();
  });
});

test('a role of the bootstrap stack is passed to no function', async () => {
  const create = new CreateFunctionCommand({
    FunctionName: 'Prod-addStudentDetails-extra',
    Role: bootstrapRole('deploy'),
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Code: { S3Bucket: BOOTSTRAP_BUCKET, S3Key: 'code.zip' },
  });
  await expect(new LambdaClient(execution).send(create)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('who publishes images publishes nothing', async () => {
  const s3 = new S3Client(await actingAs(local, bootstrapRole('image-publishing')));
  const put = new PutObjectCommand({ Bucket: BOOTSTRAP_BUCKET, Key: 'x.zip', Body: 'x' });
  await expect(s3.send(put)).rejects.toMatchObject(denied);
});

test('an administrator without more reads and writes no file of the bucket: the key is for three roles', async () => {
  const put = new PutObjectCommand({ Bucket: BOOTSTRAP_BUCKET, Key: 'x.zip', Body: 'x' });
  await expect(local.client(S3Client).send(put)).rejects.toMatchObject(denied);
});
