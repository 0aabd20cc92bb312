import type { PutLogEventsCommandInput, PutLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalid } from '../errors.ts';
import { ingest } from '../ingest.ts';
import { getGroup, getStream, logStore } from '../state.ts';

const MOST_EVENTS = 10_000;
const LARGEST_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;
const DAY_MS = 24 * 3600 * 1000;
const OLDEST_MS = 14 * DAY_MS;
const NEWEST_MS = 2 * 3600 * 1000;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export function putLogEvents(input: PutLogEventsCommandInput, context: Context): Output<PutLogEventsCommandOutput> {
  const group = getGroup(context, input.logGroupName);
  const stream = getStream(context, group, input.logStreamName);
  const events = input.logEvents ?? [];
  const [first] = events;
  if (first === undefined || events.length > MOST_EVENTS)
    throw invalid(`Log events must be from 1 to ${MOST_EVENTS}, and are ${events.length}`);
  const bytes = events.reduce((sum, event) => sum + Buffer.byteLength(event.message ?? '') + EVENT_OVERHEAD_BYTES, 0);
  if (bytes > LARGEST_BATCH_BYTES)
    throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${LARGEST_BATCH_BYTES}`);
  const times = events.map((event) => event.timestamp ?? 0);
  if (times.some((time, i) => i > 0 && time < (times[i - 1] ?? 0)))
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
  const now = context.clock.now();
  const oldMs = now - OLDEST_MS;
  const expiredMs = group.retentionDays === undefined ? 0 : now - group.retentionDays * DAY_MS;
  const tooOld = times.filter((time) => time < oldMs).length;
  const expired = times.filter((time) => time < expiredMs).length;
  const tooNew = times.findIndex((time) => time > now + NEWEST_MS);
  for (const { timestamp = 0, message = '' } of events)
    if (timestamp >= oldMs && timestamp >= expiredMs && timestamp <= now + NEWEST_MS)
      ingest(context.scope(context.region, context.account), group, stream, timestamp, message);
  logStore(context).flush(); // what is acknowledged is stored
  const rejected = {
    ...(tooOld === 0 ? {} : { tooOldLogEventEndIndex: tooOld }),
    ...(expired === 0 ? {} : { expiredLogEventEndIndex: expired }),
    ...(tooNew < 0 ? {} : { tooNewLogEventStartIndex: tooNew }),
  };
  return {
    nextSequenceToken: '0', // nobody needs it any more: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
    ...(Object.keys(rejected).length === 0 ? {} : { rejectedLogEventsInfo: rejected }),
  };
}
