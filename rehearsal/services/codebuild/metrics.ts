import type { Scope } from '../../kernel/service.ts';
import type { StoredBuild } from './build.ts';
import type { Phase } from './machine.ts';

/* https://docs.aws.amazon.com/codebuild/latest/userguide/cloudwatch_metrics-codebuild.html */

const PHASE_METRICS: Readonly<Partial<Record<Phase['type'], string>>> = {
  SUBMITTED: 'SubmittedDuration',
  QUEUED: 'QueuedDuration',
  PROVISIONING: 'ProvisioningDuration',
  DOWNLOAD_SOURCE: 'DownloadSourceDuration',
  INSTALL: 'InstallDuration',
  PRE_BUILD: 'PreBuildDuration',
  BUILD: 'BuildDuration',
  POST_BUILD: 'PostBuildDuration',
  UPLOAD_ARTIFACTS: 'UploadArtifactsDuration',
  FINALIZING: 'FinalizingDuration',
};

export function countStarted(scope: Scope, build: StoredBuild): void {
  emit(scope, build, 'Builds', 1, 'Count');
}

export function countPhase(scope: Scope, build: StoredBuild, phase: Phase): void {
  const name = PHASE_METRICS[phase.type];
  if (name !== undefined && phase.endMs !== undefined)
    emit(scope, build, name, (phase.endMs - phase.startMs) / 1000, 'Seconds');
}

export function countEnded(scope: Scope, build: StoredBuild): void {
  const { status, endMs } = build.progress;
  emit(scope, build, 'Duration', ((endMs ?? scope.clock.now()) - build.startMs) / 1000, 'Seconds');
  if (status === 'SUCCEEDED') emit(scope, build, 'SucceededBuilds', 1, 'Count');
  else if (status !== 'STOPPED') emit(scope, build, 'FailedBuilds', 1, 'Count');
}

/** Each metric comes for the project and for the account as a whole. */
function emit(scope: Scope, build: StoredBuild, name: string, value: number, unit: string): void {
  for (const dimensions of [{}, { ProjectName: build.projectName }])
    scope.telemetry.metric({
      region: scope.region,
      namespace: 'AWS/CodeBuild',
      name,
      dimensions,
      value,
      unit,
      timestampMs: scope.clock.now(),
    });
}
