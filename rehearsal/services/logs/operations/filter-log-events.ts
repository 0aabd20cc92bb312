import type { FilterLogEventsCommandInput, FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalid } from '../errors.ts';
import { eventToken, readToken } from '../event-token.ts';
import { compilePattern } from '../filter-pattern.ts';
import type { LogEvent } from '../log-store.ts';
import { getGroup, getStream, logStore } from '../state.ts';

const MOST_EVENTS = 10_000;
const LARGEST_ANSWER_BYTES = 1024 * 1024;

/** Over all streams of a group, the oldest first. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export function filterLogEvents(
  input: FilterLogEventsCommandInput,
  context: Context,
): Output<FilterLogEventsCommandOutput> {
  const group = getGroup(context, input.logGroupName, input.logGroupIdentifier);
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  if (names !== undefined && prefix !== undefined)
    throw invalid('Cannot specify both logStreamNames and logStreamNamePrefix');
  for (const name of names ?? []) getStream(context, group, name);
  const matches = compilePattern(input.filterPattern);
  const wanted = ({ stream, message }: LogEvent) =>
    (names === undefined || names.includes(stream)) && stream.startsWith(prefix ?? '') && matches(message);
  const limit = Math.min(input.limit ?? MOST_EVENTS, MOST_EVENTS);
  const range = {
    fromMs: input.startTime ?? 0,
    // An event at endTime is still within.
    toMs: input.endTime === undefined ? Number.MAX_SAFE_INTEGER : input.endTime + 1,
    beyond: input.nextToken === undefined ? undefined : readToken(input.nextToken).position,
  };
  const found: LogEvent[] = [];
  let bytes = 0;
  let more = false;
  for (const event of logStore(context).forward(group, range)) {
    if (!wanted(event)) continue;
    bytes += Buffer.byteLength(event.message);
    more = found.length >= limit || (found.length > 0 && bytes > LARGEST_ANSWER_BYTES);
    if (more) break;
    found.push(event);
  }
  const last = found.at(-1);
  return {
    events: found.map((event) => ({
      eventId: `${String(event.timestampMs).padStart(16, '0')}${String(event.id).padStart(40, '0')}`,
      logStreamName: event.stream,
      timestamp: event.timestampMs,
      ingestionTime: event.ingestedMs,
      message: event.message,
    })),
    searchedLogStreams: [],
    ...(more && last !== undefined ? { nextToken: eventToken('f', last) } : {}),
  };
}
