import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand } from '@aws-sdk/client-codebuild';
import { Refused } from '../../operations/refused.ts';
import type { ReleaseClients } from './clients.ts';
import { readRuns } from './history-reader.ts';
import { plain } from './plain.ts';

/** The end of a build's log. */
export interface LogView {
  readonly stage: string;
  readonly action: string;
  readonly status: string;
  readonly lines: readonly string[];
}

/** Which action's log, in which execution. */
export interface LogOf {
  readonly executionId: string;
  readonly stage: string;
  readonly action: string;
}

/** Reads the last lines of the build behind an action. @throws Refused where the execution ran no such action, or no build */
export async function readBuildLog(
  { codepipeline, codebuild, logs }: ReleaseClients,
  pipelineName: string,
  { executionId, stage, action }: LogOf,
  lines: number,
): Promise<LogView> {
  const runs = await readRuns(codepipeline, pipelineName, executionId);
  const run = runs.find(({ stageName, name }) => stageName === stage && name === action);
  if (run?.provider !== 'CodeBuild' || run.externalId === undefined)
    throw new Refused(
      `The execution ${executionId} ran no build as ${stage} / ${action}`,
      'Only the actions of CodeBuild have a log, once they have begun.',
    );
  const view = { stage, action, status: run.status };
  const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids: [run.externalId] }));
  const { groupName: logGroupName, streamName: logStreamName } = builds[0]?.logs ?? {};
  if (logGroupName === undefined || logStreamName === undefined) return { ...view, lines: [] };
  const { events = [] } = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, limit: lines, startFromHead: false }),
  );
  return { ...view, lines: events.map(({ message = '' }) => plain(message.trimEnd())) };
}
