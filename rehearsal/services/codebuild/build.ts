import type { Build, BuildArtifacts, BuildPhase, EnvironmentVariable } from '@aws-sdk/client-codebuild';
import type { Scope } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { notFound } from './errors.ts';
import type { Phase, Progress } from './machine.ts';
import { projectArn, type Settings } from './project.ts';

/** A build as it is kept: what it was started with, and how far it has come. */
export interface StoredBuild {
  /** `<project>:<uuid>` */
  readonly id: string;
  readonly uuid: string;
  readonly arn: string;
  readonly number: number;
  readonly projectName: string;
  readonly startMs: number;
  /** In the order in which builds were started, over all projects of the region. */
  readonly order: number;
  readonly settings: Settings;
  readonly initiator: string;
  readonly progress: Progress;
  readonly resolvedSourceVersion?: string;
  readonly artifacts?: BuildArtifacts;
  readonly secondaryArtifacts?: readonly BuildArtifacts[];
  readonly exportedVariables?: readonly { readonly name: string; readonly value: string }[];
  readonly reportArns: readonly string[];
  /** Somebody called StopBuild. */
  readonly stopRequested?: boolean;
  /** Of the shell that runs the commands, to end it after the endpoint was killed. */
  readonly processGroup?: number;
  /** How often it was run from its start; more than 1 after the endpoint was killed meanwhile. */
  readonly attempts: number;
}

export const builds = (scope: Scope): Table<StoredBuild> => scope.table<StoredBuild>('codebuild.builds');

/** By id or ARN. */
export function lookUpBuild(scope: Scope, idOrArn: string): StoredBuild | undefined {
  const id = idOrArn.startsWith('arn:') ? idOrArn.slice(idOrArn.indexOf('build/') + 6) : idOrArn;
  return builds(scope).get(id);
}

/** @throws ServiceError `ResourceNotFoundException` */
export function findBuild(scope: Scope, idOrArn: string): StoredBuild {
  const build = lookUpBuild(scope, idOrArn);
  if (build === undefined) throw notFound(`Build ${idOrArn} is not found`);
  return build;
}

export const isOver = (build: StoredBuild): boolean => build.progress.status !== 'IN_PROGRESS';

/** Where a build's lines go in CloudWatch Logs; undefined when the project turned that off. */
export function logStream(build: StoredBuild): { group: string; stream: string } | undefined {
  const logs = build.settings.logsConfig?.cloudWatchLogs;
  if (logs?.status === 'DISABLED') return undefined;
  return {
    group: logs?.groupName ?? `/aws/codebuild/${build.projectName}`,
    stream: logs?.streamName === undefined ? build.uuid : `${logs.streamName}/${build.uuid}`,
  };
}

/** What a build starts with, before its buildspec is read. */
export const projectVariables = (build: StoredBuild): readonly EnvironmentVariable[] =>
  build.settings.environment?.environmentVariables ?? [];

/** As BatchGetBuilds shows it. */
export function describeBuild(build: StoredBuild, scope: Scope): Build {
  const { settings, progress } = build;
  const stream = logStream(build);
  const { sourceVersion, timeoutInMinutes, queuedTimeoutInMinutes, encryptionKey, serviceRole } = settings;
  return {
    id: build.id,
    arn: build.arn,
    buildNumber: build.number,
    startTime: new Date(build.startMs),
    ...(progress.endMs === undefined ? {} : { endTime: new Date(progress.endMs) }),
    currentPhase: progress.currentPhase,
    buildStatus: progress.status,
    sourceVersion,
    resolvedSourceVersion: build.resolvedSourceVersion,
    projectName: build.projectName,
    phases: progress.phases.map(describePhase),
    source: settings.source,
    secondarySources: settings.secondarySources ?? [],
    secondarySourceVersions: settings.secondarySourceVersions ?? [],
    artifacts: build.artifacts ?? { location: '' },
    secondaryArtifacts: [...(build.secondaryArtifacts ?? [])],
    cache: settings.cache,
    environment: settings.environment,
    serviceRole,
    ...(stream === undefined
      ? {}
      : {
          logs: {
            groupName: stream.group,
            streamName: stream.stream,
            deepLink: logLink(scope.region, stream),
            cloudWatchLogsArn: scope.arn('logs', `log-group:${stream.group}:log-stream:${stream.stream}`),
            cloudWatchLogs: settings.logsConfig?.cloudWatchLogs ?? { status: 'ENABLED' },
          },
        }),
    timeoutInMinutes,
    queuedTimeoutInMinutes,
    buildComplete: progress.status !== 'IN_PROGRESS',
    initiator: build.initiator,
    vpcConfig: settings.vpcConfig,
    encryptionKey,
    exportedEnvironmentVariables: [...(build.exportedVariables ?? [])],
    reportArns: [...build.reportArns],
  };
}

/** The console's address of a log stream. */
export function logLink(region: string, { group, stream }: { group: string; stream: string }): string {
  const encode = (text: string) => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
  return `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encode(group)}/log-events/${encode(stream)}`;
}

function describePhase(phase: Phase): BuildPhase {
  return {
    phaseType: phase.type,
    startTime: new Date(phase.startMs),
    ...(phase.status === undefined ? {} : { phaseStatus: phase.status }),
    ...(phase.endMs === undefined
      ? {}
      : {
          endTime: new Date(phase.endMs),
          durationInSeconds: Math.floor((phase.endMs - phase.startMs) / 1000),
          contexts: [phase.context ?? { statusCode: '', message: '' }],
        }),
  };
}

export const buildProjectArn = (build: StoredBuild, scope: Scope): string => projectArn(scope, build.projectName);
