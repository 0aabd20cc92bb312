import type { CreateProjectCommandInput, Project } from '@aws-sdk/client-codebuild';
import type { Scope } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { invalidInput, notFound } from './errors.ts';

/** What a project and a build share: everything that says how to build. */
export interface Settings
  extends Pick<
    CreateProjectCommandInput,
    | 'source'
    | 'secondarySources'
    | 'sourceVersion'
    | 'secondarySourceVersions'
    | 'artifacts'
    | 'secondaryArtifacts'
    | 'cache'
    | 'environment'
    | 'serviceRole'
    | 'vpcConfig'
    | 'logsConfig'
  > {
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  readonly encryptionKey: string;
}

export interface StoredProject extends Settings {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly tags?: CreateProjectCommandInput['tags'];
  readonly badgeEnabled?: boolean | undefined;
  readonly concurrentBuildLimit?: number | undefined;
  readonly visibility?: 'PUBLIC_READ' | 'PRIVATE' | undefined;
  readonly createdMs: number;
  readonly lastModifiedMs: number;
  /** Of the last build that was started. */
  readonly lastBuildNumber: number;
}

const DEFAULT_TIMEOUT_MINUTES = 60;
const DEFAULT_QUEUED_TIMEOUT_MINUTES = 480;

export const projects = (scope: Scope): Table<StoredProject> => scope.table<StoredProject>('codebuild.projects');

export const projectArn = (scope: Scope, name: string): string => scope.arn('codebuild', `project/${name}`);

/** @throws ServiceError `ResourceNotFoundException` */
export function findProject(scope: Scope, nameOrArn: string): StoredProject {
  const name = nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;
  const project = projects(scope).get(name);
  if (project === undefined) throw notFound(`Project cannot be found: ${projectArn(scope, name)}`);
  return project;
}

/** Fills in CodeBuild's defaults and checks what was asked for. */
export function projectFrom(input: CreateProjectCommandInput, scope: Scope, previous?: StoredProject): StoredProject {
  const name = input.name ?? '';
  if (!/^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/.test(name))
    throw invalidInput(`Invalid project name: ${name}. It needs 2 to 150 letters, digits, hyphens and underscores.`);
  refuseUnsupported(input);
  const project: StoredProject = {
    name,
    arn: projectArn(scope, name),
    description: input.description || undefined,
    source: input.source,
    secondarySources: input.secondarySources,
    sourceVersion: input.sourceVersion || undefined,
    secondarySourceVersions: input.secondarySourceVersions,
    artifacts: input.artifacts,
    secondaryArtifacts: input.secondaryArtifacts,
    cache: input.cache ?? { type: 'NO_CACHE' },
    environment: input.environment,
    serviceRole: input.serviceRole,
    vpcConfig: input.vpcConfig,
    logsConfig: input.logsConfig,
    timeoutInMinutes: input.timeoutInMinutes ?? DEFAULT_TIMEOUT_MINUTES,
    queuedTimeoutInMinutes: input.queuedTimeoutInMinutes ?? DEFAULT_QUEUED_TIMEOUT_MINUTES,
    encryptionKey: input.encryptionKey ?? scope.arn('kms', 'alias/aws/s3'),
    tags: input.tags ?? [],
    badgeEnabled: input.badgeEnabled ?? false,
    // -1 takes the limit away.
    concurrentBuildLimit: input.concurrentBuildLimit === -1 ? undefined : input.concurrentBuildLimit,
    createdMs: previous?.createdMs ?? scope.clock.now(),
    lastModifiedMs: scope.clock.now(),
    lastBuildNumber: previous?.lastBuildNumber ?? 0,
  };
  checkSettings(project);
  return project;
}

const SOURCE_TYPES = ['CODEPIPELINE', 'CODECOMMIT', 'S3', 'NO_SOURCE'];

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html */
const IDENTIFIER = /^\w{1,127}$/;

function checkIdentifier(needed: string, identifier = ''): void {
  if (identifier === '') throw invalidInput(needed);
  if (!IDENTIFIER.test(identifier))
    throw invalidInput(`'${identifier}' is no identifier: letters, digits and underscores alone, at most 127`);
}

/**
 * Checks what projects and builds share.
 * @throws ServiceError `InvalidInputException`, naming the value
 */
export function checkSettings(settings: Settings): void {
  for (const source of [settings.source, ...(settings.secondarySources ?? [])]) {
    if (!SOURCE_TYPES.includes(source?.type ?? ''))
      throw invalidInput(
        `The rehearsal does not support source type ${source?.type}: use one of ${SOURCE_TYPES.join(', ')}`,
      );
    if ((source?.type === 'S3' || source?.type === 'CODECOMMIT') && !source.location)
      throw invalidInput(`Source location is required for source type ${source.type}`);
  }
  if (settings.source?.type === 'NO_SOURCE' && !isInlineBuildspec(settings.source.buildspec))
    throw invalidInput('Source type NO_SOURCE needs a buildspec given inline');
  for (const secondary of settings.secondarySources ?? [])
    checkIdentifier('Secondary sources need a sourceIdentifier', secondary.sourceIdentifier);
  for (const artifact of settings.secondaryArtifacts ?? [])
    checkIdentifier('Secondary artifacts need an artifactIdentifier', artifact.artifactIdentifier);
  for (const artifacts of [settings.artifacts, ...(settings.secondaryArtifacts ?? [])])
    if (artifacts?.type === 'S3' && !artifacts.location)
      throw invalidInput('Artifacts of type S3 need a location, the name of a bucket');
  const type = settings.environment?.type ?? '';
  if (type.startsWith('WINDOWS') || type.startsWith('MAC'))
    throw invalidInput(`The rehearsal does not support environment type ${type}: builds run on this machine's shell`);
  range('timeoutInMinutes', settings.timeoutInMinutes, 5, 2160);
  range('queuedTimeoutInMinutes', settings.queuedTimeoutInMinutes, 5, 480);
  if (settings.cache?.type === 'S3' && !settings.cache.location)
    throw invalidInput('A cache of type S3 needs a location');
  if (settings.logsConfig?.s3Logs?.status === 'ENABLED')
    throw invalidInput('The rehearsal does not support logsConfig.s3Logs; use cloudWatchLogs');
}

function range(name: string, value: number, from: number, to: number): void {
  if (!Number.isInteger(value) || value < from || value > to)
    throw invalidInput(`Invalid ${name}: ${value}. It must be between ${from} and ${to}.`);
}

function refuseUnsupported(input: CreateProjectCommandInput): void {
  const unsupported = {
    buildBatchConfig: input.buildBatchConfig !== undefined,
    fileSystemLocations: (input.fileSystemLocations?.length ?? 0) > 0,
    autoRetryLimit: (input.autoRetryLimit ?? 0) > 0,
    'environment.fleet': input.environment?.fleet !== undefined,
    'environment.dockerServer': input.environment?.dockerServer !== undefined,
  };
  for (const [member, present] of Object.entries(unsupported))
    if (present) throw invalidInput(`The rehearsal does not support ${member}`);
}

/** A buildspec in the project itself, as opposed to the path or S3 ARN of one. */
export function isInlineBuildspec(buildspec: string | undefined): boolean {
  return buildspec !== undefined && (buildspec.includes('\n') || buildspec.trimStart().startsWith('{'));
}

/** As BatchGetProjects shows it. */
export function describeProject(stored: StoredProject): Project {
  const { createdMs, lastModifiedMs, lastBuildNumber: _, badgeEnabled, visibility, ...members } = stored;
  return {
    ...members,
    created: new Date(createdMs),
    lastModified: new Date(lastModifiedMs),
    badge: { badgeEnabled: badgeEnabled ?? false },
    projectVisibility: visibility ?? 'PRIVATE',
  };
}
