import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand, type Build } from '@aws-sdk/client-codebuild';
import { Refused } from '../../operations/refused.ts';
import { type ActionRun, lastRuns } from './action-run.ts';
import type { ReleaseClients } from './clients.ts';
import { failedRun } from './outcome.ts';
import { plain } from './plain.ts';

/** A run of CodeBuild, which is what has a log. */
export interface BuildRun extends ActionRun {
  readonly externalId: string;
}

const isBuild = (run: ActionRun): run is BuildRun => run.provider === 'CodeBuild' && run.externalId !== undefined;

/** Whether a release did not get through because of a build, whose log says why. Pure. */
export function failedInBuild(runs: readonly ActionRun[]): boolean {
  const failed = failedRun(runs);
  return failed !== undefined && isBuild(failed) && failed.status === 'Failed';
}

/**
 * The build that is meant. Pure.
 *
 * @param runs of one execution, the newest first
 * @param name `stage/action`, or a stage or action alone; absent: what runs, else what failed, else the last one
 * @throws Refused where there is none, or several have the name
 */
export function buildOf(runs: readonly ActionRun[], name: string | undefined): BuildRun {
  const builds = lastRuns(runs).filter(isBuild);
  const names = builds.map((run) => `${run.stageName}/${run.name}`).join(', ');
  const found =
    name === undefined
      ? [
          builds.findLast(({ status }) => status === 'InProgress') ??
            builds.findLast(({ status }) => status === 'Failed') ??
            builds.at(-1),
        ].flatMap((run) => run ?? [])
      : builds.filter((run) => [`${run.stageName}/${run.name}`, run.stageName, run.name].includes(name));
  const [build, another] = found;
  if (build === undefined)
    throw new Refused(
      name === undefined ? 'This release has run no build yet' : `This release has run no build ${name}`,
      names === '' ? 'Only the actions of CodeBuild have a log, once they have begun.' : `It has run ${names}.`,
    );
  if (another !== undefined)
    throw new Refused(
      `${found.length} builds of this release are called ${name}`,
      `Say which: ${found.map((run) => `${run.stageName}/${run.name}`).join(', ')}.`,
    );
  return build;
}

export interface FollowOptions {
  /** Lines of what is there already, at most. */
  readonly lines: number;
  /** Waits until the next look. @returns false when nobody follows any more */
  readonly wait: () => Promise<boolean>;
}

async function readBuild({ codebuild }: ReleaseClients, id: string): Promise<Build> {
  const { builds: [build] = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
  if (build === undefined) throw new Refused(`CodeBuild no longer knows the build ${id}`, 'It keeps them for a year.');
  return build;
}

/**
 * Follows the log of a build: the end of what is there, then each line as it comes.
 *
 * @returns how the build ended, such as `SUCCEEDED`; undefined when nobody followed any more
 * @throws Refused where the build is gone
 */
export async function* followLog(
  clients: ReleaseClients,
  id: string,
  { lines, wait }: FollowOptions,
): AsyncGenerator<string, string | undefined> {
  let nextToken: string | undefined;
  for (;;) {
    // Before the log: what a build writes last is there when it has ended.
    const { buildStatus = 'IN_PROGRESS', logs: { groupName: logGroupName, streamName: logStreamName } = {} } =
      await readBuild(clients, id);
    let read = 0;
    if (logGroupName !== undefined && logStreamName !== undefined) {
      const { events = [], nextForwardToken } = await clients.logs.send(
        new GetLogEventsCommand({
          logGroupName,
          logStreamName,
          // A token to go on with demands the direction that it was given for.
          // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
          ...(nextToken === undefined ? { limit: lines, startFromHead: false } : { nextToken, startFromHead: true }),
        }),
      );
      for (const { message = '' } of events) yield plain(message.trimEnd());
      read = events.length;
      nextToken = nextForwardToken;
    }
    if (read > 0) continue;
    if (buildStatus !== 'IN_PROGRESS') return buildStatus;
    if (!(await wait())) return undefined;
  }
}
