import { type LoggedFailure, toLoggedFailure } from './log-words.ts';

/** A line as CloudWatch Logs has it. */
export interface RawLine {
  readonly atMs: number;
  readonly group: string;
  readonly text: string;
}

/** A failure in a function's log, told once, however often it was written. */
export interface LogLine {
  /** When it was first written. */
  readonly atMs: number;
  readonly group: string;
  /** What went wrong, and where, in words. */
  readonly text: string;
  /** In how many requests; lines that name no request are counted each. */
  readonly times: number;
  /** The first line of it as it was written. */
  readonly raw: string;
}

interface Read extends LoggedFailure {
  readonly line: RawLine;
}

function toLine(same: readonly Read[]): LogLine[] {
  const [first] = same;
  if (first === undefined) return [];
  const requests = new Set(same.flatMap(({ requestId }) => requestId ?? []));
  const nameless = same.filter(({ requestId }) => requestId === undefined).length;
  const { atMs, group, text: raw } = first.line;
  // An error is logged by the handler that caught it and by the runtime that it is thrown to: once it says where.
  const told = same.find(({ located }) => located) ?? first;
  return [{ atMs, group, text: told.text, times: requests.size === 0 ? nameless : requests.size, raw }];
}

/**
 * The failures that lines tell of, each once, in the order in which they were first written. Pure.
 *
 * @param lines the oldest first
 */
export function mergeFailures(lines: readonly RawLine[]): LogLine[] {
  const read = lines.map((line): Read => ({ ...toLoggedFailure(line.text), line }));
  const told = new Set(read.filter(({ accounts }) => !accounts).flatMap(({ requestId }) => requestId ?? []));
  const kept = read.filter(({ accounts, requestId }) => !accounts || requestId === undefined || !told.has(requestId));
  return [...Map.groupBy(kept, ({ line, what }) => `${line.group} ${what}`).values()].flatMap(toLine);
}
