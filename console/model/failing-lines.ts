import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { ReleaseClients } from './clients.ts';
import type { DeploymentView } from './deployment-view.ts';
import { type LogLine, mergeFailures, type RawLine } from './merge-failures.ts';

/** What Lambda's runtimes, its platform and structured loggers write when an invocation fails. */
const FAILURES = '?ERROR ?Error ?Exception ?"Task timed out"';
const LINES = 8;
/** So many are read, as one failure is often written many times. */
export const LINES_READ = 200;
const PAGES = 5;
const MINUTE_MS = 60_000;

/**
 * The first failures that a new version's log tells of, since its shift began, each once. The streams of a version carry its
 * number: `2026/01/05/[7]0a1b...`.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
 */
export async function readFailingLines(
  { lambda, logs }: ReleaseClients,
  { functionName, newVersion, createdMs, endedMs }: DeploymentView,
): Promise<LogLine[]> {
  // Of the function and not of the version: a stack that is rolled back deletes that, and its log stays.
  const { LoggingConfig } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  const group = LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`;
  const found: RawLine[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < PAGES && found.length < LINES_READ; page++) {
    const answer = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        filterPattern: FAILURES,
        startTime: createdMs,
        ...(endedMs === undefined ? {} : { endTime: endedMs + MINUTE_MS }),
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    for (const { logStreamName = '', timestamp = 0, message = '' } of answer.events ?? [])
      if (logStreamName.includes(`[${newVersion}]`)) found.push({ atMs: timestamp, group, text: message.trimEnd() });
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return mergeFailures(found.slice(0, LINES_READ)).slice(0, LINES);
}
