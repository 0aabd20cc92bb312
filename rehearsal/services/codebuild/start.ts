import type { StartBuildCommandInput } from '@aws-sdk/client-codebuild';
import { uuid } from '../../kernel/ids.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Context } from '../../kernel/service.ts';
import { builds, isOver, type StoredBuild } from './build.ts';
import { invalidInput, limitExceeded } from './errors.ts';
import { submitted } from './machine.ts';
import { checkSettings, findProject, projects, type Settings } from './project.ts';
import { enqueue, submit } from './queue.ts';

/**
 * Stores a new build of a project and queues it.
 * @param remember called with the build's id in the transaction that stores it
 */
export function startBuildWith(
  projectName: string,
  change: (settings: Settings) => Settings,
  context: Context,
  remember: (id: string) => void = () => undefined,
): StoredBuild {
  const project = findProject(context, projectName);
  const { source, secondarySources, sourceVersion, secondarySourceVersions, artifacts, secondaryArtifacts } = project;
  const { cache, environment, serviceRole, vpcConfig, logsConfig } = project;
  const { timeoutInMinutes, queuedTimeoutInMinutes, encryptionKey } = project;
  const settings = change({
    source,
    secondarySources,
    sourceVersion,
    secondarySourceVersions,
    artifacts,
    secondaryArtifacts,
    cache,
    environment,
    serviceRole,
    vpcConfig,
    logsConfig,
    timeoutInMinutes,
    queuedTimeoutInMinutes,
    encryptionKey,
  });
  checkSettings(settings);
  for (const part of [
    settings.source,
    ...(settings.secondarySources ?? []),
    settings.artifacts,
    ...(settings.secondaryArtifacts ?? []),
  ])
    if (part?.type === 'CODEPIPELINE')
      throw invalidInput(
        `The project ${project.name} takes its source and artifacts from CodePipeline: only a pipeline can start it`,
      );
  const all = builds(context).values();
  const limit = project.concurrentBuildLimit;
  const running = all.filter((build) => build.projectName === project.name && !isOver(build)).length;
  if (limit !== undefined && running >= limit)
    throw limitExceeded(`Cannot have more than ${limit} builds in queue for the project ${project.name}`);
  const id = uuid();
  const number = project.lastBuildNumber + 1;
  const startMs = context.clock.now();
  const build: StoredBuild = {
    id: `${project.name}:${id}`,
    uuid: id,
    arn: context.arn('codebuild', `build/${project.name}:${id}`),
    number,
    projectName: project.name,
    startMs,
    order: all.length,
    settings,
    initiator: initiatorOf(context.principal),
    progress: submitted(startMs),
    reportArns: [],
    attempts: 0,
  };
  const scope = context.scope(context.region, context.account);
  context.store.transaction(() => {
    projects(context).put(project.name, { ...project, lastBuildNumber: number });
    builds(context).put(build.id, build);
    remember(build.id);
    submit(scope, build.id);
  });
  enqueue(scope, build.id);
  return build;
}

/** CODEBUILD_INITIATOR: `codepipeline/<pipeline>`, a user's name, or `<role>/<session>`. */
function initiatorOf(principal: Principal): string {
  if (principal.service === 'codepipeline.amazonaws.com') {
    const name = (principal.sourceArn ?? principal.arn).split(/[:/]/).at(-1);
    return `codepipeline/${name}`;
  }
  return principal.arn.replace(/^.*?:(user|assumed-role)\//, '');
}

/** The project's settings with what StartBuild overrides. */
export function overridden(settings: Settings, input: StartBuildCommandInput): Settings {
  const source = settings.source;
  const environment = settings.environment;
  const variables = new Map(
    [...(environment?.environmentVariables ?? []), ...(input.environmentVariablesOverride ?? [])].map((variable) => [
      variable.name,
      variable,
    ]),
  );
  return {
    ...settings,
    source: {
      ...source,
      type: input.sourceTypeOverride ?? source?.type,
      location: input.sourceLocationOverride ?? source?.location,
      buildspec: input.buildspecOverride ?? source?.buildspec,
      gitCloneDepth: input.gitCloneDepthOverride ?? source?.gitCloneDepth,
      gitSubmodulesConfig: input.gitSubmodulesConfigOverride ?? source?.gitSubmodulesConfig,
    },
    sourceVersion: input.sourceVersion ?? settings.sourceVersion,
    secondarySources: input.secondarySourcesOverride ?? settings.secondarySources,
    secondarySourceVersions: input.secondarySourcesVersionOverride ?? settings.secondarySourceVersions,
    artifacts: input.artifactsOverride ?? settings.artifacts,
    secondaryArtifacts: input.secondaryArtifactsOverride ?? settings.secondaryArtifacts,
    cache: input.cacheOverride ?? settings.cache,
    environment: environment && {
      ...environment,
      type: input.environmentTypeOverride ?? environment.type,
      image: input.imageOverride ?? environment.image,
      computeType: input.computeTypeOverride ?? environment.computeType,
      privilegedMode: input.privilegedModeOverride ?? environment.privilegedMode,
      environmentVariables: [...variables.values()],
    },
    serviceRole: input.serviceRoleOverride ?? settings.serviceRole,
    logsConfig: input.logsConfigOverride ?? settings.logsConfig,
    timeoutInMinutes: input.timeoutInMinutesOverride ?? settings.timeoutInMinutes,
    queuedTimeoutInMinutes: input.queuedTimeoutInMinutesOverride ?? settings.queuedTimeoutInMinutes,
    encryptionKey: input.encryptionKeyOverride ?? settings.encryptionKey,
  };
}
