import { createHash } from 'node:crypto';
import type { Scope } from '../../../kernel/service.ts';

/** Lines of one request in the stage's execution log. */
export interface ExecutionLog {
  error(line: string): void;
  info(line: string): void;
}

const SILENT: ExecutionLog = { error: () => undefined, info: () => undefined };

/** @param level `loggingLevel` of the method: `OFF`, `ERROR` or `INFO` */
export function executionLog(
  scope: Scope,
  level: string | undefined,
  apiId: string,
  stageName: string,
  requestId: string,
): ExecutionLog {
  if (level !== 'ERROR' && level !== 'INFO') return SILENT;
  const write = (line: string) =>
    scope.telemetry.log({
      region: scope.region,
      group: `API-Gateway-Execution-Logs_${apiId}/${stageName}`,
      stream: createHash('md5').update(requestId).digest('hex'),
      message: `(${requestId}) ${line}`,
      timestampMs: scope.clock.now(),
    });
  return { error: write, info: level === 'INFO' ? write : SILENT.info };
}
