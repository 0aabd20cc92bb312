import type { Scope } from '../../kernel/service.ts';
import { logLink, logStream, type StoredBuild } from './build.ts';
import type { Phase } from './machine.ts';

/* https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html#sample-build-notifications-ref */

const EVENT_VERSION = '1';

/** `CodeBuild Build State Change`: IN_PROGRESS when a build starts, its status when it ends. */
export function publishState(scope: Scope, build: StoredBuild): void {
  const { progress } = build;
  publish(scope, build, 'CodeBuild Build State Change', {
    'build-status': progress.status,
    'current-phase': progress.currentPhase,
    'current-phase-context': '[]',
  });
}

/** `CodeBuild Build Phase Change`: after each phase. */
export function publishPhase(scope: Scope, build: StoredBuild, phase: Phase): void {
  const endMs = phase.endMs ?? scope.clock.now();
  publish(scope, build, 'CodeBuild Build Phase Change', {
    'completed-phase': phase.type,
    'completed-phase-status': phase.status,
    'completed-phase-context': `[${contextText(phase)}]`,
    'completed-phase-duration-seconds': Math.floor((endMs - phase.startMs) / 1000),
    'completed-phase-start': dateText(phase.startMs),
    'completed-phase-end': dateText(endMs),
  });
}

function publish(scope: Scope, build: StoredBuild, type: string, detail: Record<string, unknown>): void {
  const { settings, progress } = build;
  const stream = logStream(build);
  const environment = settings.environment;
  scope.bus.publish({
    source: 'aws.codebuild',
    'detail-type': type,
    account: scope.account,
    region: scope.region,
    resources: [build.arn],
    detail: {
      ...detail,
      'project-name': build.projectName,
      'build-id': build.arn,
      'additional-information': {
        'build-number': build.number,
        'build-complete': progress.status !== 'IN_PROGRESS',
        'timeout-in-minutes': settings.timeoutInMinutes,
        initiator: build.initiator,
        'build-start-time': dateText(build.startMs),
        source: { type: settings.source?.type, location: settings.source?.location },
        ...(settings.sourceVersion === undefined ? {} : { 'source-version': settings.sourceVersion }),
        ...(build.artifacts === undefined
          ? {}
          : {
              artifact: {
                location: build.artifacts.location,
                md5sum: build.artifacts.md5sum,
                sha256sum: build.artifacts.sha256sum,
              },
            }),
        environment: {
          image: environment?.image,
          'privileged-mode': environment?.privilegedMode ?? false,
          'compute-type': environment?.computeType,
          type: environment?.type,
          'environment-variables': environment?.environmentVariables ?? [],
        },
        ...(stream === undefined
          ? {}
          : {
              logs: {
                'group-name': stream.group,
                'stream-name': stream.stream,
                'deep-link': logLink(scope.region, stream),
              },
            }),
        phases: progress.phases.map((phase) => ({
          'phase-type': phase.type,
          'start-time': dateText(phase.startMs),
          ...(phase.endMs === undefined
            ? {}
            : {
                'phase-context': [contextText(phase)],
                'phase-status': phase.status,
                'end-time': dateText(phase.endMs),
                'duration-in-seconds': Math.floor((phase.endMs - phase.startMs) / 1000),
              }),
        })),
      },
      version: EVENT_VERSION,
    },
  });
}

const contextText = ({ context }: Phase): string => `${context?.statusCode ?? ''}: ${context?.message ?? ''}`;

const DATE = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** Such as `Sep 1, 2017 4:12:29 PM`. */
export function dateText(ms: number): string {
  return DATE.format(ms)
    .replace(/[\u202f\u00a0]/g, ' ')
    .replace(/^(\w+ \d+, \d+), /, '$1 ');
}
