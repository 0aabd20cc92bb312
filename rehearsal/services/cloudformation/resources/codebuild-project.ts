import {
  BatchGetProjectsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  type CreateProjectCommandInput,
  DeleteProjectCommand,
  type Project,
  UpdateProjectCommand,
} from '@aws-sdk/client-codebuild';
import { z } from 'zod';
import { type Provisioned, type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { bool, integer, tags, text } from './property.ts';

const source = z.strictObject({
  Type: z.enum([
    'BITBUCKET',
    'CODECOMMIT',
    'CODEPIPELINE',
    'GITHUB',
    'GITHUB_ENTERPRISE',
    'GITLAB',
    'GITLAB_SELF_MANAGED',
    'NO_SOURCE',
    'S3',
  ]),
  Location: text().optional(),
  BuildSpec: text().optional(),
  GitCloneDepth: integer().optional(),
  GitSubmodulesConfig: z.strictObject({ FetchSubmodules: bool() }).optional(),
  InsecureSsl: bool().optional(),
  ReportBuildStatus: bool().optional(),
  SourceIdentifier: text().optional(),
});
const artifacts = z.strictObject({
  Type: z.enum(['CODEPIPELINE', 'NO_ARTIFACTS', 'S3']),
  Location: text().optional(),
  Path: text().optional(),
  NamespaceType: z.enum(['BUILD_ID', 'NONE']).optional(),
  Name: text().optional(),
  Packaging: z.enum(['NONE', 'ZIP']).optional(),
  OverrideArtifactName: bool().optional(),
  EncryptionDisabled: bool().optional(),
  ArtifactIdentifier: text().optional(),
});
const status = z.enum(['ENABLED', 'DISABLED']);

const properties = z.strictObject({
  Name: text().optional(),
  Description: text().optional(),
  ServiceRole: text(),
  Source: source,
  SecondarySources: z.array(source).optional(),
  SourceVersion: text().optional(),
  SecondarySourceVersions: z
    .array(z.strictObject({ SourceIdentifier: text(), SourceVersion: text().optional() }))
    .optional(),
  Artifacts: artifacts,
  SecondaryArtifacts: z.array(artifacts).optional(),
  Environment: z.strictObject({
    Type: z.enum([
      'LINUX_CONTAINER',
      'ARM_CONTAINER',
      'LINUX_EC2',
      'ARM_EC2',
      'LINUX_GPU_CONTAINER',
      'LINUX_LAMBDA_CONTAINER',
      'ARM_LAMBDA_CONTAINER',
    ]),
    Image: text(),
    ComputeType: z.string(),
    PrivilegedMode: bool().optional(),
    ImagePullCredentialsType: z.enum(['CODEBUILD', 'SERVICE_ROLE']).optional(),
    EnvironmentVariables: z
      .array(
        z.strictObject({
          Name: text(),
          Value: text(),
          Type: z.enum(['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER']).optional(),
        }),
      )
      .optional(),
  }),
  EncryptionKey: text().optional(),
  TimeoutInMinutes: integer().optional(),
  QueuedTimeoutInMinutes: integer().optional(),
  ConcurrentBuildLimit: integer().optional(),
  AutoRetryLimit: integer().optional(),
  BadgeEnabled: bool().optional(),
  Visibility: z.literal('PRIVATE').optional(),
  Cache: z
    .strictObject({
      Type: z.enum(['NO_CACHE', 'LOCAL', 'S3']),
      Location: text().optional(),
      Modes: z.array(z.enum(['LOCAL_CUSTOM_CACHE', 'LOCAL_SOURCE_CACHE', 'LOCAL_DOCKER_LAYER_CACHE'])).optional(),
      CacheNamespace: text().optional(),
    })
    .optional(),
  LogsConfig: z
    .strictObject({
      CloudWatchLogs: z
        .strictObject({ Status: status, GroupName: text().optional(), StreamName: text().optional() })
        .optional(),
      S3Logs: z
        .strictObject({ Status: status, Location: text().optional(), EncryptionDisabled: bool().optional() })
        .optional(),
    })
    .optional(),
  VpcConfig: z.strictObject({ VpcId: text(), Subnets: z.array(text()), SecurityGroupIds: z.array(text()) }).optional(),
  Triggers: z.strictObject({ Webhook: z.union([z.literal(false), z.literal('false')]) }).optional(),
  Tags: tags().optional(),
});
type Properties = z.output<typeof properties>;

const sourceInput = (given: Properties['Source']): NonNullable<CreateProjectCommandInput['source']> => ({
  type: given.Type,
  location: given.Location,
  buildspec: given.BuildSpec,
  gitCloneDepth: given.GitCloneDepth,
  gitSubmodulesConfig: given.GitSubmodulesConfig && { fetchSubmodules: given.GitSubmodulesConfig.FetchSubmodules },
  insecureSsl: given.InsecureSsl,
  reportBuildStatus: given.ReportBuildStatus,
  sourceIdentifier: given.SourceIdentifier,
});

const artifactsInput = (given: Properties['Artifacts']): NonNullable<CreateProjectCommandInput['artifacts']> => ({
  type: given.Type,
  location: given.Location,
  path: given.Path,
  namespaceType: given.NamespaceType,
  name: given.Name,
  packaging: given.Packaging,
  overrideArtifactName: given.OverrideArtifactName,
  encryptionDisabled: given.EncryptionDisabled,
  artifactIdentifier: given.ArtifactIdentifier,
});

/** Everything is said, defaults too: UpdateProject leaves as it was what is not. */
function projectInput(name: string, given: Properties, context: ResourceContext): CreateProjectCommandInput {
  const { Environment: environment, Cache: cache, LogsConfig: logs, VpcConfig: vpc } = given;
  return {
    name,
    description: given.Description ?? '',
    serviceRole: given.ServiceRole,
    source: sourceInput(given.Source),
    secondarySources: (given.SecondarySources ?? []).map(sourceInput),
    sourceVersion: given.SourceVersion ?? '',
    secondarySourceVersions: (given.SecondarySourceVersions ?? []).map((version) => ({
      sourceIdentifier: version.SourceIdentifier,
      sourceVersion: version.SourceVersion ?? '',
    })),
    artifacts: artifactsInput(given.Artifacts),
    secondaryArtifacts: (given.SecondaryArtifacts ?? []).map(artifactsInput),
    environment: {
      type: environment.Type,
      image: environment.Image,
      computeType: computeType(environment.ComputeType),
      privilegedMode: environment.PrivilegedMode ?? false,
      imagePullCredentialsType: environment.ImagePullCredentialsType,
      environmentVariables: (environment.EnvironmentVariables ?? []).map((variable) => ({
        name: variable.Name,
        value: variable.Value,
        type: variable.Type ?? 'PLAINTEXT',
      })),
    },
    encryptionKey: given.EncryptionKey ?? context.arn('kms', 'alias/aws/s3'),
    timeoutInMinutes: given.TimeoutInMinutes ?? 60,
    queuedTimeoutInMinutes: given.QueuedTimeoutInMinutes ?? 480,
    concurrentBuildLimit: given.ConcurrentBuildLimit ?? NO_LIMIT,
    autoRetryLimit: given.AutoRetryLimit ?? 0,
    badgeEnabled: given.BadgeEnabled ?? false,
    cache:
      cache === undefined
        ? { type: 'NO_CACHE' }
        : { type: cache.Type, location: cache.Location, modes: cache.Modes, cacheNamespace: cache.CacheNamespace },
    logsConfig: {
      cloudWatchLogs:
        logs?.CloudWatchLogs === undefined
          ? { status: 'ENABLED' }
          : {
              status: logs.CloudWatchLogs.Status,
              groupName: logs.CloudWatchLogs.GroupName,
              streamName: logs.CloudWatchLogs.StreamName,
            },
      s3Logs:
        logs?.S3Logs === undefined
          ? { status: 'DISABLED' }
          : { status: logs.S3Logs.Status, location: logs.S3Logs.Location },
    },
    vpcConfig:
      vpc === undefined ? {} : { vpcId: vpc.VpcId, subnets: vpc.Subnets, securityGroupIds: vpc.SecurityGroupIds },
    tags: (given.Tags ?? []).map((tag) => ({ key: tag.Key, value: tag.Value })),
  };
}

/** Takes an earlier limit away. */
const NO_LIMIT = -1;

const COMPUTE_TYPES = [
  'BUILD_GENERAL1_SMALL',
  'BUILD_GENERAL1_MEDIUM',
  'BUILD_GENERAL1_LARGE',
  'BUILD_GENERAL1_XLARGE',
  'BUILD_GENERAL1_2XLARGE',
  'BUILD_LAMBDA_1GB',
  'BUILD_LAMBDA_2GB',
  'BUILD_LAMBDA_4GB',
  'BUILD_LAMBDA_8GB',
  'BUILD_LAMBDA_10GB',
] as const;

function computeType(name: string): (typeof COMPUTE_TYPES)[number] {
  const found = COMPUTE_TYPES.find((known) => known === name);
  if (found === undefined) throw new Error(`ComputeType ${name} is none of ${COMPUTE_TYPES.join(', ')}`);
  return found;
}

const provisioned = (project: Project | undefined): Provisioned => ({
  physicalId: project?.name ?? '',
  attributes: { Arn: project?.arn ?? '' },
});

async function find(client: CodeBuildClient, name: string): Promise<Project | undefined> {
  return (await client.send(new BatchGetProjectsCommand({ names: [name] }))).projects?.[0];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-codebuild-project.html */
export const codebuildProject = resourceType<Properties>({
  type: 'AWS::CodeBuild::Project',
  properties,
  replacedBy: ['Name'],
  create: async (given, context) => {
    const client = context.client(CodeBuildClient);
    const name = given.Name ?? context.generateName(150);
    await createOnce(
      context,
      name,
      async () => (await find(client, name)) !== undefined,
      () => client.send(new CreateProjectCommand(projectInput(name, given, context))),
    );
    return provisioned(await find(client, name));
  },
  update: async (name, given, _previous, context) => {
    const client = context.client(CodeBuildClient);
    const { project } = await client.send(new UpdateProjectCommand(projectInput(name, given, context)));
    return provisioned(project);
  },
  delete: async (name, _given, context) => {
    await context.client(CodeBuildClient).send(new DeleteProjectCommand({ name }));
  },
});
