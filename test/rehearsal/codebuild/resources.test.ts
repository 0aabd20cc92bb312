import { BatchGetProjectsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild';
import {
  CodeCommitClient,
  GetFileCommand,
  GetRepositoryCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-codecommit';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  BuildSpec,
  Cache,
  LinuxBuildImage,
  LocalCacheMode,
  PipelineProject,
  Project,
  ReportGroup,
  Source,
} from 'aws-cdk-lib/aws-codebuild';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ZipFile } from 'yazl';
import type { ResourceContext } from '../../../rehearsal/services/cloudformation/resource-type.ts';
import { codebuildProject } from '../../../rehearsal/services/cloudformation/resources/codebuild-project.ts';
import { codebuildReportGroup } from '../../../rehearsal/services/cloudformation/resources/codebuild-report-group.ts';
import { codecommitRepository } from '../../../rehearsal/services/cloudformation/resources/codecommit-repository.ts';
import { codecommit } from '../../../rehearsal/services/codecommit/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { type BuildLab, startLab } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

let lab: BuildLab;
beforeAll(async () => {
  lab = await startLab([codecommit, s3]);
});
afterAll(() => lab.local.stop());

const context = (token: string): ResourceContext =>
  Object.assign(Object.create(lab.local.rehearsal.kernel.scope(REGION)), {
    stackId: 'stack',
    stackName: 'stack',
    logicalId: 'Thing',
    token,
    client: lab.local.client,
    generateName: () => `stack-Thing-${token}`,
  });

/** What CloudFormation would have put in place of each intrinsic function. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] !== undefined && /^(Ref|Fn::)/.test(keys[0]))
    return `arn:aws:iam::${ACCOUNT}:role/resolved`;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolved(member)]));
}

function synthesized(type: string): unknown[] {
  const stack = new Stack(new App(), 'S', { env: { account: ACCOUNT, region: REGION } });
  new PipelineProject(stack, 'P', {
    buildSpec: BuildSpec.fromObject({ version: '0.2', phases: {} }),
    environment: { buildImage: LinuxBuildImage.STANDARD_7_0, privileged: true },
    environmentVariables: { A: { value: 'b' } },
    cache: Cache.local(LocalCacheMode.CUSTOM, LocalCacheMode.SOURCE),
  });
  new Project(stack, 'Q', {
    source: Source.s3({ bucket: Bucket.fromBucketName(stack, 'B', 'sources'), path: 'x.zip' }),
  });
  new ReportGroup(stack, 'R', {});
  return Object.values(Template.fromStack(stack).findResources(type)).map((resource) => resolved(resource.Properties));
}
test('projects as the CDK renders them are created once, updated in place and deleted', async () => {
  const all = synthesized('AWS::CodeBuild::Project');
  expect(all).toHaveLength(2);
  for (const [index, properties] of all.entries()) {
    const token = `token-${index}`;
    const created = await codebuildProject.create(properties, context(token));
    expect(await codebuildProject.create(properties, context(token))).toEqual(created);
    expect(created.attributes.Arn).toBe(`arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${created.physicalId}`);
    const changed = { ...Object(properties), Cache: undefined, TimeoutInMinutes: '15' };
    await codebuildProject.update(created.physicalId, changed, properties, context(`${token}-2`));
    const client = lab.local.client(CodeBuildClient);
    const { projects } = await client.send(new BatchGetProjectsCommand({ names: [created.physicalId] }));
    expect(projects).toMatchObject([{ timeoutInMinutes: 15, cache: { type: 'NO_CACHE' } }]);
    await codebuildProject.delete(created.physicalId, properties, context(`${token}-3`));
    expect((await client.send(new BatchGetProjectsCommand({ names: [created.physicalId] }))).projects).toEqual([]);
  }
});

test('a property that is not handled is refused by name', async () => {
  const [properties] = synthesized('AWS::CodeBuild::Project');
  const wrong = { ...Object(properties), FileSystemLocations: [] };
  await expect(async () => codebuildProject.create(wrong, context('w'))).rejects.toThrow('FileSystemLocations');
});

test('a report group as the CDK renders it', async () => {
  const [properties] = synthesized('AWS::CodeBuild::ReportGroup');
  const created = await codebuildReportGroup.create(properties, context('group'));
  expect(created.physicalId).toBe(`arn:aws:codebuild:${REGION}:${ACCOUNT}:report-group/stack-Thing-group`);
  expect(await codebuildReportGroup.create(properties, context('group'))).toEqual(created);
  await codebuildReportGroup.delete(created.physicalId, properties, context('group-2'));
});

test('a repository starts with the files of an archive', async () => {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from('hello'), 'src/read.me');
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream) chunks.push(Buffer.from(chunk));
  const bucket = lab.local.client(S3Client);
  await bucket.send(new CreateBucketCommand({ Bucket: 'seeds' }));
  await bucket.send(new PutObjectCommand({ Bucket: 'seeds', Key: 'seed.zip', Body: Buffer.concat(chunks) }));
  const properties = {
    RepositoryName: 'seeded',
    Code: { S3: { Bucket: 'seeds', Key: 'seed.zip' } },
    Tags: [{ Key: 'a', Value: '1' }],
  };
  const created = await codecommitRepository.create(properties, context('repository'));
  expect(await codecommitRepository.create(properties, context('repository'))).toEqual(created);
  expect(created.attributes).toMatchObject({ Name: 'seeded', Arn: `arn:aws:codecommit:${REGION}:${ACCOUNT}:seeded` });
  const client = lab.local.client(CodeCommitClient);
  const file = await client.send(new GetFileCommand({ repositoryName: 'seeded', filePath: 'src/read.me' }));
  expect(Buffer.from(file.fileContent ?? []).toString()).toBe('hello');
  const next = { ...properties, Tags: [{ Key: 'b', Value: '2' }], RepositoryDescription: 'new' };
  await codecommitRepository.update(created.physicalId, next, properties, context('repository-2'));
  const resourceArn = String(created.attributes.Arn);
  expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: '2' });
  await codecommitRepository.delete(created.physicalId, properties, context('repository-3'));
  await expect(client.send(new GetRepositoryCommand({ repositoryName: 'seeded' }))).rejects.toMatchObject({
    name: 'RepositoryDoesNotExistException',
  });
  await expect(async () =>
    codecommitRepository.create({ RepositoryName: 't', Triggers: [{ Name: 'x' }] }, context('t')),
  ).rejects.toThrow('use an EventBridge rule');
});
