import type { ExecutionLog } from './execution-log.ts';
import type { Call } from './message.ts';
import type { Trace } from './trace.ts';
import type { Variables } from './variables.ts';

/** One request on its way through API Gateway: what mappings, integrations and logs can see. */
export interface Exchange {
  readonly call: Call;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Virtual milliseconds since the Unix epoch. */
  readonly startMs: number;
  readonly trace: Trace;
  readonly log: ExecutionLog;
  /** `$context`; grows as the request goes on. */
  readonly context: Variables;
  readonly stageVariables: Variables;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Virtual milliseconds that the integration took; undefined when none was called. */
  integrationLatencyMs: number | undefined;
}
