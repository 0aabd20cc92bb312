import * as z from 'zod/mini';
import type { Verdict } from './verdict.ts';

const common = {
  ResponseURL: z.string().check(z.startsWith('https://')),
  StackId: z.string(),
  RequestId: z.string().check(z.minLength(1)),
  LogicalResourceId: z.string(),
};

/**
 * What CloudFormation asks a custom resource with these properties.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export const customResourceRequest = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.discriminatedUnion('RequestType', [
    z.object({ ...common, RequestType: z.literal('Create'), ResourceProperties: z.object(shape) }),
    z.object({
      ...common,
      RequestType: z.literal('Update'),
      ResourceProperties: z.object(shape),
      OldResourceProperties: z.partial(z.object(shape)),
    }),
    z.object({ ...common, RequestType: z.literal('Delete'), PhysicalResourceId: z.string() }),
  ]);

/** Type of the custom resource that an event of CloudFormation is about; undefined for every other event. */
export const customResourceType = (event: unknown): string | undefined =>
  z.object({ RequestType: z.string(), ResourceType: z.string() }).safeParse(event).data?.ResourceType;

/** How a custom resource answers, given by its handler and by tests. */
export interface CustomResourceEnvironment {
  /** Sends the answer. @throws where CloudFormation does not take it */
  readonly respond: (url: string, body: string) => Promise<void>;
  /** Writes one structured log line. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/** An answer may have 4,096 bytes in all; a character of the reason may take four, and more when it is escaped. */
const LONGEST_REASON = 500;

/**
 * Answers a request: SUCCESS for the verdict `pass`, FAILED for every other.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 *
 * @throws where the answer is refused
 */
export async function answer(
  request: { readonly RequestType: string } & Readonly<
    Record<'ResponseURL' | 'StackId' | 'RequestId' | 'LogicalResourceId', string>
  >,
  physicalResourceId: string,
  { verdict, reason }: Verdict,
  { respond, log }: CustomResourceEnvironment,
): Promise<void> {
  const Status = verdict === 'pass' ? 'SUCCESS' : 'FAILED';
  log({ requestType: request.RequestType, requestId: request.RequestId, verdict, reason, status: Status });
  await respond(
    request.ResponseURL,
    JSON.stringify({
      Status,
      Reason: reason.slice(0, LONGEST_REASON),
      PhysicalResourceId: physicalResourceId,
      StackId: request.StackId,
      RequestId: request.RequestId,
      LogicalResourceId: request.LogicalResourceId,
    }),
  );
}
