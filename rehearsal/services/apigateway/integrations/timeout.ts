import type { Cancel } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/service.ts';
import { GatewayFailure } from '../data/failure.ts';

const LONGEST_MS = 29_000;

/**
 * Waits for the backend no longer than the integration allows, in virtual time.
 * @throws GatewayFailure 504 `Endpoint request timed out`
 */
export async function withTimeout<T>({ clock }: Kernel, timeoutMs: number | undefined, work: Promise<T>): Promise<T> {
  const limitMs = timeoutMs ?? LONGEST_MS;
  let cancel: Cancel | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.at(clock.now() + limitMs, () =>
      reject(
        new GatewayFailure('INTEGRATION_TIMEOUT', 'Endpoint request timed out', {
          reason: `Execution failed due to a timeout error: no answer in ${limitMs} ms`,
        }),
      ),
    );
  });
  // A backend that fails after its time-out has nobody to tell.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel?.();
  }
}
