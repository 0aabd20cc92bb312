import type { DeserializeHandler, DeserializeHandlerArguments } from '@smithy/types';
import type { ReleaseClients } from '../../console/model/clients.ts';

type Answer = DeserializeHandler<object, { $metadata: object }>;

/** The time in which at least one answer of AWS is waited for. */
export interface Waiting {
  /** Milliseconds so far. */
  ms(): number;
}

/** Counts how long these clients wait for their answers: that is AWS's time, or the endpoint's, and not the console's. */
export function countWaiting(clients: ReleaseClients): Waiting {
  let waitedMs = 0;
  let outstanding = 0;
  let sinceMs = 0;
  const enter = () => {
    if (outstanding === 0) sinceMs = performance.now();
    outstanding++;
  };
  const leave = () => {
    outstanding--;
    if (outstanding === 0) waitedMs += performance.now() - sinceMs;
  };
  for (const { middlewareStack } of Object.values(clients))
    middlewareStack.add(
      (next: Answer) => async (args: DeserializeHandlerArguments<object>) => {
        enter();
        try {
          return await next(args);
        } finally {
          leave();
        }
      },
      // The innermost: what it wraps is the way to AWS and back.
      { step: 'deserialize', priority: 'low', name: 'countWaiting' },
    );
  return { ms: () => waitedMs + (outstanding === 0 ? 0 : performance.now() - sinceMs) };
}
