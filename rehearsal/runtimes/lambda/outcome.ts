/** What became of an invocation. */
export interface Outcome {
  readonly payload: Buffer;
  /** Set when the function failed; what Lambda puts into `X-Amz-Function-Error`. */
  readonly functionError: 'Unhandled' | undefined;
  readonly status: 'success' | 'error' | 'timeout' | 'failure';
  readonly durationMs: number;
  /** Of a cold start. */
  readonly initDurationMs: number | undefined;
  readonly highestMemoryBytes: number;
  /** A line that the platform writes into the log about the end, besides END and REPORT. */
  readonly platformLine: string | undefined;
  /** Errors of the platform's making carry their type into the REPORT. */
  readonly errorType: string | undefined;
}

/** How a process ended, or was made to end. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly killedFor: 'memory' | 'timeout' | undefined;
}

const SIGNAL_WORDS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

type Described = Pick<Outcome, 'payload' | 'functionError' | 'status' | 'platformLine' | 'errorType'>;

function failure(
  requestId: string,
  status: Outcome['status'],
  errorType: string,
  what: string,
  line: string,
): Described {
  const body = { errorType, errorMessage: `RequestId: ${requestId} Error: ${what}` };
  return {
    payload: Buffer.from(JSON.stringify(body)),
    functionError: 'Unhandled',
    status,
    platformLine: line,
    errorType,
  };
}

/** @param timeoutMs the function's own limit */
export function timedOut(requestId: string, timeoutMs: number, nowMs: number): Described {
  const what = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  const line = `${new Date(nowMs).toISOString()} ${requestId} ${what}`;
  return failure(requestId, 'timeout', 'Sandbox.Timedout', what, line);
}

/** The process ended before it answered. */
export function exited(requestId: string, { code, signal, killedFor }: Ending): Described {
  const how =
    signal === null
      ? code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${code}`
      : `Runtime exited with error: signal: ${SIGNAL_WORDS[signal] ?? signal}`;
  const errorType = killedFor === 'memory' ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  return failure(requestId, 'failure', errorType, how, `RequestId: ${requestId} Error: ${how}\n${errorType}`);
}

/** The most that Lambda passes on of an answer: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LARGEST_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/** What the function answered, as it stands. */
export function answered(payload: Buffer): Described {
  if (payload.byteLength <= LARGEST_RESPONSE_BYTES)
    return { payload, functionError: undefined, status: 'success', platformLine: undefined, errorType: undefined };
  const errorType = 'Function.ResponseSizeTooLarge';
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE_BYTES} bytes).`;
  return {
    payload: Buffer.from(JSON.stringify({ errorType, errorMessage })),
    functionError: 'Unhandled',
    status: 'error',
    platformLine: undefined,
    errorType,
  };
}

/** The error that the function threw, as its runtime described it. */
export function threw(payload: Buffer): Described {
  return { payload, functionError: 'Unhandled', status: 'error', platformLine: undefined, errorType: undefined };
}
