import type { GetLogEventsCommandInput, GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { eventToken, readToken } from '../event-token.ts';
import type { LogEvent, Position, Range } from '../log-store.ts';
import { getGroup, getStream, logStore } from '../state.ts';

const MOST_EVENTS = 10_000;
const LARGEST_ANSWER_BYTES = 1024 * 1024;
const EVENT_OVERHEAD_BYTES = 26;
const START: Position = { timestampMs: 0, id: 0 };
const END: Position = { timestampMs: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export function getLogEvents(input: GetLogEventsCommandInput, context: Context): Output<GetLogEventsCommandOutput> {
  const group = getGroup(context, input.logGroupName, input.logGroupIdentifier);
  const stream = getStream(context, group, input.logStreamName);
  const limit = Math.min(input.limit ?? MOST_EVENTS, MOST_EVENTS);
  const token = input.nextToken === undefined ? undefined : readToken(input.nextToken);
  const forward = token === undefined ? input.startFromHead === true : token.direction === 'f';
  const range: Range = {
    fromMs: input.startTime ?? 0,
    toMs: input.endTime ?? Number.MAX_SAFE_INTEGER,
    beyond: token?.position,
  };
  const store = logStore(context);
  const read = forward ? store.streamForward(group, stream, range) : store.streamBackward(group, stream, range);
  const found: LogEvent[] = [];
  let bytes = 0;
  for (const event of read) {
    bytes += Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
    if (found.length > 0 && bytes > LARGEST_ANSWER_BYTES) break;
    found.push(event);
    if (found.length >= limit) break;
  }
  if (!forward) found.reverse();
  // At an end the token that was given is given again.
  const here: Position = token?.position ?? (forward ? START : END);
  return {
    events: found.map(({ timestampMs, ingestedMs, message }) => ({
      timestamp: timestampMs,
      ingestionTime: ingestedMs,
      message,
    })),
    nextForwardToken: eventToken('f', found.at(-1) ?? here),
    nextBackwardToken: eventToken('b', found[0] ?? here),
  };
}
