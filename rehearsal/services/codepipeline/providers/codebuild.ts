import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuildClient,
  type EnvironmentVariable,
  type ProjectArtifacts,
  StartBuildCommand,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
import { z } from 'zod';
import { inputPlace } from '../artifacts.ts';
import { ActionFailed, type ActionJob } from '../job.ts';
import type { Outcome } from '../machine/finish.ts';
import type { S3Place } from '../state.ts';

const LOOK_EVERY_MS = 30_000;
const BUILD_ID = 'buildId';

/**
 * Runs a build and waits for its end. Artifacts go by S3: the build reads and writes the pipeline's artifact store itself.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 */
export async function codeBuild(job: ActionJob): Promise<Outcome | undefined> {
  if (job.configuration.BatchEnabled === 'true')
    throw new ActionFailed('ConfigurationError', 'The rehearsal does not run batch builds (BatchEnabled)');
  const client = await job.client(CodeBuildClient);
  let id = job.recall(BUILD_ID);
  if (id === undefined) {
    const { build } = await client.send(new StartBuildCommand(buildRequest(job)));
    if (build?.id === undefined) throw new Error('codebuild:StartBuild answered no build id');
    id = build.id;
    job.remember({ [BUILD_ID]: id });
    job.progress({ externalExecutionId: id, externalExecutionUrl: consoleUrl(job, id) });
  }
  for (;;) {
    const current = await job.client(CodeBuildClient);
    const { builds } = await current.send(new BatchGetBuildsCommand({ ids: [id] }));
    const [build] = builds ?? [];
    if (build === undefined) throw new ActionFailed('JobFailed', `The build ${id} does not exist any more`);
    if (build.buildStatus !== 'IN_PROGRESS') return outcomeOf(job, id, build);
    await job.wait(`build ${id}`, LOOK_EVERY_MS);
    if (!job.isOpen()) return undefined;
  }
}

const consoleUrl = ({ scope }: ActionJob, id: string) =>
  `https://${scope.region}.console.aws.amazon.com/codesuite/codebuild/${scope.account}/projects/${id.split(':')[0]}/build/${encodeURIComponent(id)}/?region=${scope.region}`;

function outcomeOf(job: ActionJob, id: string, build: Build): Outcome {
  const common = { externalExecutionId: id, externalExecutionUrl: consoleUrl(job, id) };
  if (build.buildStatus !== 'SUCCEEDED')
    return {
      ...common,
      status: 'Failed',
      summary: `Build terminated with state: ${build.buildStatus}`,
      error: { code: 'JobFailed', message: failureMessage(build) },
    };
  const exported = (build.exportedEnvironmentVariables ?? []).map(({ name = '', value = '' }) => [name, value]);
  return { ...common, status: 'Succeeded', outputVariables: Object.fromEntries(exported) };
}

/** The phase that failed and what it said. */
function failureMessage(build: Build): string {
  const state = `Build terminated with state: ${build.buildStatus}`;
  const phase = build.phases?.find(({ phaseStatus }) => phaseStatus !== undefined && phaseStatus !== 'SUCCEEDED');
  if (phase === undefined) return state;
  const contexts = (phase.contexts ?? []).map(({ statusCode, message }) =>
    [statusCode, message].filter(Boolean).join(': '),
  );
  return `${state}. Phase: ${phase.phaseType}, Code: ${contexts.filter((text) => text !== '').join('; ') || phase.phaseStatus}`;
}

const Variables = z.array(
  z.strictObject({
    name: z.string(),
    value: z.string(),
    type: z.enum(['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER']).default('PLAINTEXT'),
  }),
);

function environmentVariables(job: ActionJob): EnvironmentVariable[] {
  const text = job.configuration.EnvironmentVariables;
  if (text === undefined) return [];
  try {
    return Variables.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw new ActionFailed(
      'ConfigurationError',
      `EnvironmentVariables of ${job.action.name} is ${text}: ${error.message}`,
    );
  }
}

/** What CodePipeline tells CodeBuild in place of the project's own source and artifacts. */
export function buildRequest(job: ActionJob): StartBuildCommandInput {
  const names = (job.action.inputArtifacts ?? []).map(({ name = '' }) => name);
  const primary = names.length > 1 ? job.setting('PrimarySource') : names[0];
  if (primary === undefined)
    throw new ActionFailed('ConfigurationError', `The action ${job.action.name} needs an input artifact`);
  const source = inputPlace(job, primary);
  const key = job.store.encryptionKey?.id;
  return {
    projectName: job.setting('ProjectName'),
    idempotencyToken: job.runId,
    sourceTypeOverride: 'S3',
    sourceLocationOverride: `${source.bucket}/${source.key}`,
    secondarySourcesOverride: names
      .filter((name) => name !== primary)
      .map((name) => {
        const place = inputPlace(job, name);
        return { type: 'S3' as const, location: `${place.bucket}/${place.key}`, sourceIdentifier: name };
      }),
    environmentVariablesOverride: [
      ...environmentVariables(job),
      { name: 'CODEPIPELINE_EXECUTION_ID', value: job.executionId, type: 'PLAINTEXT' },
    ],
    ...(key === undefined ? {} : { encryptionKeyOverride: key }),
    ...artifactsRequest(job),
  };
}

/** One output artifact is the primary one; of several, each is a secondary one under its name. */
function artifactsRequest(
  job: ActionJob,
): Pick<StartBuildCommandInput, 'artifactsOverride' | 'secondaryArtifactsOverride'> {
  const outputs = Object.entries(job.outputs);
  const [only] = outputs;
  if (outputs.length === 1 && only !== undefined)
    return { artifactsOverride: toArtifacts(only[1]), secondaryArtifactsOverride: [] };
  return {
    artifactsOverride: { type: 'NO_ARTIFACTS' },
    secondaryArtifactsOverride: outputs.map(([artifactIdentifier, place]) => ({
      ...toArtifacts(place),
      artifactIdentifier,
    })),
  };
}

const toArtifacts = ({ bucket, key }: S3Place): ProjectArtifacts => ({
  type: 'S3',
  location: bucket,
  path: key.slice(0, key.lastIndexOf('/')),
  name: key.slice(key.lastIndexOf('/') + 1),
  packaging: 'ZIP',
  namespaceType: 'NONE',
  overrideArtifactName: false,
});
