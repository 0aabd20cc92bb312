import { uuid } from '../../rehearsal/kernel/ids.ts';
import type { Scope } from '../../rehearsal/kernel/service.ts';
import { runFunction } from '../../rehearsal/services/lambda/invoke.ts';
import type { Change } from './cases.ts';
import { arrivals, type Random } from './random.ts';
import { ALIAS_NAME, NEW_VERSION, OLD_VERSION } from './strategies.ts';

/** What a second of traffic met. */
export interface SecondOfTraffic {
  readonly sent: number;
  /** Requests that the new version failed. */
  readonly failedByNew: number;
}

/**
 * A second's worth of requests to a function's alias, one after another, through what `lambda:Invoke` calls once it has
 * decoded and authorized a request: the alias draws the version, a process of that version answers over the Runtime API,
 * CloudWatch is told. Whether a request fails is drawn here and decided by the version that answers it.
 */
export async function sendOneSecond(
  scope: Scope,
  functionName: string,
  traffic: Change & { readonly requestsPerSecond: number },
  random: Random,
): Promise<SecondOfTraffic> {
  const sent = arrivals(random, traffic.requestsPerSecond);
  const errorShares = { [OLD_VERSION]: traffic.oldPercent / 100, [NEW_VERSION]: traffic.newPercent / 100 };
  let failedByNew = 0;
  for (let request = 0; request < sent; request++) {
    const requestId = uuid();
    const { outcome, version } = await runFunction(scope, {
      reference: { name: functionName, qualifier: ALIAS_NAME },
      requestId,
      payload: Buffer.from(JSON.stringify({ draw: random(), errorShares })),
      traceHeader: undefined,
      clientContext: undefined,
      task: requestId,
    });
    // What is measured fails by throwing: anything else is this machine's doing.
    if (outcome.status === 'timeout' || outcome.status === 'failure')
      throw new Error(`${functionName} was not answered: ${outcome.payload.toString()}`);
    if (outcome.functionError !== undefined && version.version === NEW_VERSION) failedByNew++;
  }
  return { sent, failedByNew };
}
