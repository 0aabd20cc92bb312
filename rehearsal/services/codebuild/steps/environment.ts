import { machineEnvironment } from '../../../runtimes/build/environment.ts';
import { logStream } from '../build.ts';
import { isSucceeding } from '../machine.ts';
import type { Run } from '../run.ts';
import { parseLocation } from './source.ts';

/**
 * What the first command of a build sees: this machine's way out, the role's credentials, the build's own variables and
 * CodeBuild's. https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
export function buildEnvironment(run: Run, variables: Readonly<Record<string, string>>): Record<string, string> {
  const { scope, keys, scratch } = run;
  return {
    ...machineEnvironment(scratch, {
      endpoint: scope.endpoint,
      certificateAuthorityFile: scope.certificateAuthorityFile,
      caller: process.env,
    }),
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    ...(keys.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: keys.sessionToken }),
    AWS_REGION: scope.region,
    AWS_DEFAULT_REGION: scope.region,
    ...codeBuildVariables(run),
    ...variables,
  };
}

function codeBuildVariables(run: Run): Record<string, string> {
  const build = run.build();
  const { settings } = build;
  const stream = logStream(build);
  const version = settings.sourceVersion ?? sourceArn(settings.source?.type, settings.source?.location);
  const optional: Record<string, string | undefined> = {
    CODEBUILD_RESOLVED_SOURCE_VERSION: build.resolvedSourceVersion,
    CODEBUILD_SOURCE_VERSION: version,
    CODEBUILD_SOURCE_REPO_URL: settings.source?.type === 'S3' ? undefined : settings.source?.location,
    CODEBUILD_LOG_PATH: stream?.stream,
  };
  const present = Object.entries(optional).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const secondary = (settings.secondarySources ?? []).map(
    ({ sourceIdentifier = '' }) =>
      [`CODEBUILD_SRC_DIR_${sourceIdentifier}`, run.secondaryFolder(sourceIdentifier)] as const,
  );
  return {
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ARN: build.arn,
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_IMAGE: settings.environment?.image ?? '',
    CODEBUILD_BUILD_NUMBER: String(build.number),
    CODEBUILD_BUILD_SUCCEEDING: isSucceeding(build.progress) ? '1' : '0',
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_KMS_KEY_ID: settings.encryptionKey,
    CODEBUILD_PROJECT_ARN: run.scope.arn('codebuild', `project/${build.projectName}`),
    CODEBUILD_PROJECT_NAME: build.projectName,
    CODEBUILD_SRC_DIR: run.sourceFolder,
    CODEBUILD_START_TIME: String(build.startMs),
    ...Object.fromEntries(secondary),
    ...Object.fromEntries(present),
  };
}

/** CodeBuild shows a source in S3 by its ARN. */
function sourceArn(type: string | undefined, location: string | undefined): string | undefined {
  if (type !== 'S3' || location === undefined) return undefined;
  const { bucket, key } = parseLocation(location);
  return `arn:aws:s3:::${bucket}/${key}`;
}
