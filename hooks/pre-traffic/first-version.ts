import * as z from 'zod/mini';
import type { Verdict } from '../verdict.ts';
import { verdictInTime } from '../verdict-in-time.ts';

/** Name of the property that says which alias the version is the first of. */
export const ALIAS_PROPERTY = 'AliasArn';

const Properties = z.object({ [ALIAS_PROPERTY]: z.string().check(z.minLength(1)) });
const common = {
  ResponseURL: z.string().check(z.startsWith('https://')),
  StackId: z.string(),
  RequestId: z.string().check(z.minLength(1)),
  LogicalResourceId: z.string(),
};

/**
 * What CloudFormation asks a custom resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
const Request = z.discriminatedUnion('RequestType', [
  z.object({ ...common, RequestType: z.literal('Create'), ResourceProperties: Properties }),
  z.object({
    ...common,
    RequestType: z.literal('Update'),
    ResourceProperties: Properties,
    OldResourceProperties: z.partial(Properties),
  }),
  z.object({ ...common, RequestType: z.literal('Delete'), PhysicalResourceId: z.string() }),
]);
type Request = z.infer<typeof Request>;

/** Whether an event of the function is one of CloudFormation; every other one is CodeDeploy's. */
export const isFromCloudFormation = (event: unknown): boolean =>
  z.object({ RequestType: z.string() }).safeParse(event).success;

/** The outside of the check, given by its handler and by tests. */
export interface FirstVersionEnvironment {
  /** Time left before Lambda ends the invocation. */
  readonly remainingTimeMs: number;
  /** Sends the answer. @throws where CloudFormation does not take it */
  readonly respond: (url: string, body: string) => Promise<void>;
  /** Invokes the version and decides. */
  readonly judge: (requestId: string) => Promise<Verdict>;
  /** Writes one structured log line. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/** An answer may have 4,096 bytes in all; a character of the reason may take four, and more when it is escaped. */
const LONGEST_REASON = 500;

/**
 * The check of a version that CodeDeploy does not look at, as a custom resource that stands before the alias: with an alias that is
 * created there is nothing to shift, so no hook runs. An answer of FAILED fails the stack, and with it the stage; a stack that
 * was being created is taken back.
 *
 * Only a new alias has a first version; a deletion has none and always succeeds. Answers exactly once, also where `judge` throws or
 * does not end.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 *
 * @throws where the event is not CloudFormation's (there is nobody to answer), or the answer is refused
 */
export async function runFirstVersionCheck(event: unknown, environment: FirstVersionEnvironment): Promise<void> {
  const request = Request.parse(event);
  const { verdict, reason } = await verdictOn(request, environment);
  const Status = verdict === 'pass' ? 'SUCCESS' : 'FAILED';
  environment.log({ requestType: request.RequestType, requestId: request.RequestId, verdict, reason, status: Status });
  await environment.respond(
    request.ResponseURL,
    JSON.stringify({
      Status,
      Reason: reason.slice(0, LONGEST_REASON),
      PhysicalResourceId:
        request.RequestType === 'Delete' ? request.PhysicalResourceId : request.ResourceProperties[ALIAS_PROPERTY],
      StackId: request.StackId,
      RequestId: request.RequestId,
      LogicalResourceId: request.LogicalResourceId,
    }),
  );
}

async function verdictOn(request: Request, environment: FirstVersionEnvironment): Promise<Verdict> {
  if (request.RequestType === 'Delete') return { verdict: 'pass', reason: 'nothing is to be released' };
  if (
    request.RequestType === 'Update' &&
    request.OldResourceProperties[ALIAS_PROPERTY] === request.ResourceProperties[ALIAS_PROPERTY]
  ) {
    return { verdict: 'pass', reason: 'the alias is the same: its versions go through CodeDeploy' };
  }
  return verdictInTime(() => environment.judge(request.RequestId), environment.remainingTimeMs);
}
