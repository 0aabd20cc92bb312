import * as z from 'zod/mini';
import { answer, type CustomResourceEnvironment, customResourceRequest } from '../custom-resource.ts';
import type { Verdict } from '../verdict.ts';
import { verdictInTime } from '../verdict-in-time.ts';

/** Type of the custom resource. */
export const FIRST_VERSION_CHECK = 'Custom::FirstVersionCheck';
/** Name of the property that says which alias the version is the first of. */
export const ALIAS_PROPERTY = 'AliasArn';

const Request = customResourceRequest({ [ALIAS_PROPERTY]: z.string().check(z.minLength(1)) });
type Request = z.infer<typeof Request>;

/** The outside of the check, given by its handler and by tests. */
export interface FirstVersionEnvironment extends CustomResourceEnvironment {
  /** Time left before Lambda ends the invocation. */
  readonly remainingTimeMs: number;
  /** Invokes the version and decides. */
  readonly judge: (requestId: string) => Promise<Verdict>;
}

/**
 * The check of a version that CodeDeploy does not look at, as a custom resource that stands before the alias: with an alias that is
 * created there is nothing to shift, so no hook runs. An answer of FAILED fails the stack, and with it the stage; a stack that
 * was being created is taken back.
 *
 * Only a new alias has a first version; a deletion has none and always succeeds. Answers exactly once, also where `judge` throws or
 * does not end.
 *
 * @throws where the event is not CloudFormation's (there is nobody to answer), or the answer is refused
 */
export async function runFirstVersionCheck(event: unknown, environment: FirstVersionEnvironment): Promise<void> {
  const request = Request.parse(event);
  const id = request.RequestType === 'Delete' ? request.PhysicalResourceId : request.ResourceProperties[ALIAS_PROPERTY];
  await answer(request, id, await verdictOn(request, environment), environment);
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
