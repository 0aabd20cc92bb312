import {
  CodeCommitClient,
  CreateCommitCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  GetRepositoryCommand,
  RepositoryDoesNotExistException,
  type RepositoryMetadata,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateRepositoryDescriptionCommand,
} from '@aws-sdk/client-codecommit';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import yauzl from 'yauzl';
import { z } from 'zod';
import { type Provisioned, type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { tags, text } from './property.ts';
import { tagChanges } from './tag-changes.ts';

const code = z.strictObject({
  BranchName: text().optional(),
  S3: z.strictObject({ Bucket: text(), Key: text(), ObjectVersion: text().optional() }),
});
/** Triggers are left out, so that a template with some is refused by name. */
const properties = z.strictObject({
  RepositoryName: text(),
  RepositoryDescription: text().optional(),
  KmsKeyId: text().optional(),
  Code: code.optional(),
  Triggers: z.array(z.never('repository triggers are not supported; use an EventBridge rule')).optional(),
  Tags: tags().optional(),
});
type Properties = z.output<typeof properties>;

async function find(client: CodeCommitClient, name: string): Promise<RepositoryMetadata | undefined> {
  try {
    return (await client.send(new GetRepositoryCommand({ repositoryName: name }))).repositoryMetadata;
  } catch (error) {
    if (error instanceof RepositoryDoesNotExistException) return undefined;
    throw error;
  }
}

function provisioned(repository: RepositoryMetadata | undefined): Provisioned {
  return {
    physicalId: repository?.repositoryId ?? '',
    attributes: {
      Arn: repository?.Arn ?? '',
      Name: repository?.repositoryName ?? '',
      CloneUrlHttp: repository?.cloneUrlHttp ?? '',
      CloneUrlSsh: repository?.cloneUrlSsh ?? '',
    },
  };
}

/** The first commit: what is in a zip archive in S3. */
async function seed(repositoryName: string, given: z.output<typeof code>, context: ResourceContext): Promise<void> {
  const { Bucket, Key, ObjectVersion } = given.S3;
  const version = ObjectVersion === undefined ? {} : { VersionId: ObjectVersion };
  const { Body } = await context.client(S3Client).send(new GetObjectCommand({ Bucket, Key, ...version }));
  const archive = await yauzl.fromBufferPromise(Buffer.from((await Body?.transformToByteArray()) ?? []));
  const putFiles = [];
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(Buffer.from(chunk));
    const executable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
    putFiles.push({
      filePath: entry.fileName,
      fileContent: Buffer.concat(chunks),
      fileMode: executable ? ('EXECUTABLE' as const) : ('NORMAL' as const),
    });
  }
  const branchName = given.BranchName ?? 'main';
  const commitMessage = `Initial commit by AWS CloudFormation`;
  await context
    .client(CodeCommitClient)
    .send(new CreateCommitCommand({ repositoryName, branchName, commitMessage, putFiles }));
}

async function create(given: Properties, context: ResourceContext): Promise<Provisioned> {
  const client = context.client(CodeCommitClient);
  const name = given.RepositoryName;
  await createOnce(
    context,
    name,
    async () => (await find(client, name)) !== undefined,
    () =>
      client.send(
        new CreateRepositoryCommand({
          repositoryName: name,
          repositoryDescription: given.RepositoryDescription,
          kmsKeyId: given.KmsKeyId,
          tags: Object.fromEntries((given.Tags ?? []).map((tag) => [tag.Key, tag.Value])),
        }),
      ),
  );
  const repository = await find(client, name);
  if (given.Code !== undefined && repository?.defaultBranch === undefined) await seed(name, given.Code, context);
  return provisioned(repository);
}

async function update(
  _id: string,
  next: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<Provisioned> {
  const client = context.client(CodeCommitClient);
  const name = next.RepositoryName;
  const repositoryDescription = next.RepositoryDescription ?? '';
  await client.send(new UpdateRepositoryDescriptionCommand({ repositoryName: name, repositoryDescription }));
  const repository = await find(client, name);
  const { set, removed } = tagChanges(next.Tags, previous.Tags);
  const resourceArn = repository?.Arn;
  const added = Object.fromEntries(set.map((tag) => [tag.Key, tag.Value]));
  if (set.length > 0) await client.send(new TagResourceCommand({ resourceArn, tags: added }));
  if (removed.length > 0) await client.send(new UntagResourceCommand({ resourceArn, tagKeys: removed }));
  return provisioned(repository);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-codecommit-repository.html */
export const codecommitRepository = resourceType<Properties>({
  type: 'AWS::CodeCommit::Repository',
  properties,
  // AWS renames in place; here a repository of another name is another one.
  replacedBy: ['RepositoryName', 'KmsKeyId'],
  create,
  update,
  delete: async (_id, given, context) => {
    await context.client(CodeCommitClient).send(new DeleteRepositoryCommand({ repositoryName: given.RepositoryName }));
  },
});
