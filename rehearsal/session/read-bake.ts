import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { documentOf } from './log-line.ts';

const logLine = z.object({
  deploymentId: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  reason: z.string(),
  evidence: z.object({ errors: z.number(), slowness: z.number(), combined: z.number() }),
  /** Of the last line of a bake: how the deployment ended. */
  ended: z.string().optional(),
});

/** One look of the bake judge, as its log tells it. The evidence is a natural logarithm. */
export interface Look extends z.infer<typeof logLine> {
  /** Virtual milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** The looks of the judge at one deployment of a function, the oldest first. */
export async function readLooks(
  client: CloudWatchLogsClient,
  functionName: string,
  deploymentId: string,
): Promise<Look[]> {
  const looks: Look[] = [];
  const pages = paginateFilterLogEvents(
    { client },
    { logGroupName: `/aws/lambda/${functionName}-bake-judge`, filterPattern: `"${deploymentId}"` },
  );
  for await (const page of pages)
    for (const { message = '', timestamp = 0 } of page.events ?? []) {
      const line = logLine.safeParse(documentOf(message)).data;
      if (line?.deploymentId === deploymentId) looks.push({ ...line, atMs: timestamp });
    }
  return looks.toSorted((a, b) => a.atMs - b.atMs);
}
