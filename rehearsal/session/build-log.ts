import { type CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand, type CodeBuildClient } from '@aws-sdk/client-codebuild';

/** How much of the end of a failed build's log is kept in the summary. */
const LINES = 60;

/** The last lines of a build's log; empty when the build wrote none. */
export async function buildLogTail(
  clients: { readonly codebuild: CodeBuildClient; readonly logs: CloudWatchLogsClient },
  buildId: string,
): Promise<string[]> {
  const { builds = [] } = await clients.codebuild.send(new BatchGetBuildsCommand({ ids: [buildId] }));
  const { groupName, streamName } = builds[0]?.logs ?? {};
  if (groupName === undefined || streamName === undefined) return [];
  const { events = [] } = await clients.logs.send(
    new GetLogEventsCommand({ logGroupName: groupName, logStreamName: streamName, limit: LINES, startFromHead: false }),
  );
  return events.map((event) => (event.message ?? '').trimEnd());
}
