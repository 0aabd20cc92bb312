import type { Outcome } from './outcome.ts';

export type LogFormat = 'Text' | 'JSON';

/** What Lambda itself writes into a function's log. */
export interface PlatformLog {
  readonly format: LogFormat;
  /** System log level of JSON logs: at `WARN` only failures are reported. */
  readonly systemLevel: string;
  readonly memorySizeMb: number;
  readonly version: string;
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024);
const event = (nowMs: number, type: string, record: Record<string, unknown>) =>
  JSON.stringify({ time: new Date(nowMs).toISOString(), type, record });

/** Before the function gets the event. */
export function startLines(log: PlatformLog, requestId: string, nowMs: number): string[] {
  if (log.format === 'Text') return [`START RequestId: ${requestId} Version: ${log.version}`];
  return log.systemLevel === 'WARN' ? [] : [event(nowMs, 'platform.start', { requestId, version: log.version })];
}

/** Billed in whole milliseconds; since August 2025 the init phase is billed too. */
const billedMs = (outcome: Outcome) => Math.ceil(outcome.durationMs + (outcome.initDurationMs ?? 0));

/**
 * After it has ended.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function endLines(log: PlatformLog, requestId: string, outcome: Outcome, nowMs: number): string[] {
  if (log.format === 'Text') {
    const init = outcome.initDurationMs === undefined ? '' : `Init Duration: ${outcome.initDurationMs.toFixed(2)} ms\t`;
    const failed =
      outcome.status === 'timeout'
        ? 'Status: timeout\t'
        : outcome.status === 'failure'
          ? `Status: error\tError Type: ${outcome.errorType}\t`
          : '';
    return [
      ...(outcome.platformLine === undefined ? [] : [outcome.platformLine]),
      `END RequestId: ${requestId}`,
      `REPORT RequestId: ${requestId}\tDuration: ${outcome.durationMs.toFixed(2)} ms\tBilled Duration: ${billedMs(outcome)} ms\t` +
        `Memory Size: ${log.memorySizeMb} MB\tMax Memory Used: ${megabytes(outcome.highestMemoryBytes)} MB\t${init}${failed}`,
    ];
  }
  if (log.systemLevel === 'WARN' && outcome.status === 'success') return [];
  const metrics = {
    durationMs: Number(outcome.durationMs.toFixed(3)),
    billedDurationMs: billedMs(outcome),
    memorySizeMB: log.memorySizeMb,
    maxMemoryUsedMB: megabytes(outcome.highestMemoryBytes),
    ...(outcome.initDurationMs === undefined ? {} : { initDurationMs: Number(outcome.initDurationMs.toFixed(3)) }),
  };
  const errorType = outcome.errorType === undefined ? {} : { errorType: outcome.errorType };
  return [event(nowMs, 'platform.report', { requestId, metrics, status: outcome.status, ...errorType })];
}
