import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import type { AwsClients } from './aws-clients.ts';
import { documentOf } from './log-line.ts';
import type { EvidenceSummary } from './summary.ts';

const Line = z.object({
  evidence: z.object({
    enough: z.boolean(),
    users: z.number().nullable(),
    synthetic: z.number(),
    needed: z.number().nullable(),
    words: z.string(),
  }),
});

/** What the post-traffic hook of a deployment says of the evidence of its bake; null where it has not run, or has none. */
export async function readEvidence(
  { logs }: Pick<AwsClients, 'logs'>,
  functionName: string,
  deploymentId: string,
): Promise<EvidenceSummary | null> {
  const { events = [] } = await logs
    .send(
      new FilterLogEventsCommand({
        logGroupName: `/aws/lambda/${functionName}-post-traffic`,
        filterPattern: `"${deploymentId}"`,
      }),
    )
    .catch((error: Error) => {
      if (error.name === 'ResourceNotFoundException') return { events: [] }; // a deployment of another application
      throw error;
    });
  for (const { message = '' } of events.toReversed()) {
    const line = Line.safeParse(documentOf(message));
    if (line.success) return line.data.evidence;
  }
  return null;
}
