import { z } from 'zod';

/** A line of a function's log that tells of a failure, in words. */
export interface LoggedFailure {
  /** What went wrong, and where: `TypeError: x is not a function (at index.mjs:12)`. */
  readonly text: string;
  /** What went wrong, without where: of two lines about one error only one may know that. */
  readonly what: string;
  /** Whether it says where. */
  readonly located: boolean;
  /** The request that failed; undefined where the line does not name it. */
  readonly requestId: string | undefined;
  /** Whether Lambda wrote it to account for a request, which tells that it failed and not why. */
  readonly accounts: boolean;
}

const text = z.string().min(1).optional().catch(undefined);
const frames = z
  .union([z.string().transform((stack) => stack.split('\n')), z.array(z.string())])
  .optional()
  .catch(undefined);

/**
 * An error as Powertools' logger writes it, as Lambda's runtimes do, and as most other loggers.
 * https://docs.powertools.aws.dev/lambda/typescript/latest/features/logger/#logging-errors
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
const errorMembers = z.object({
  name: text,
  type: text,
  errorType: text,
  message: text,
  errorMessage: text,
  location: text,
  stack: frames,
  stackTrace: frames,
  trace: frames,
});
const line = z.object({
  message: z.union([z.string(), errorMembers]).optional().catch(undefined),
  error: z.union([errorMembers, z.string()]).optional().catch(undefined),
  err: errorMembers.optional().catch(undefined),
  errorType: text,
  errorMessage: text,
  stackTrace: frames,
  stack: frames,
  trace: frames,
  requestId: text,
  function_request_id: text,
  awsRequestId: text,
  record: z.object({ requestId: text, status: text, errorType: text }).optional().catch(undefined),
});
type Line = z.infer<typeof line>;
type ErrorMembers = z.infer<typeof errorMembers>;

/** What Lambda's runtime puts in front of a line of text: instant, request, level. */
const PREFIX =
  /^(\d{4}-\d\d-\d\dT[\d:.]+Z)[\t ]+([0-9a-f-]{36}|undefined)[\t ]+(?:(?:ERROR|WARN|FATAL|INFO|DEBUG|TRACE)\t)?/;
const INVOKE_ERROR = /^(?:Invoke|Uncaught Exception|Unhandled Promise Rejection|Init) ?(?:Error)?\s*(?=\{)/;
const REQUEST = /RequestId: ([0-9a-f-]{36})\s*/;
/** `REPORT`, which tells of each request and of a failed one only that it failed. */
const REPORT = /^REPORT RequestId: (\S+)\t.*?Status: (\w+)(?:\tError Type: (\S+))?/;

/** A place in the code, without the folder that Lambda unpacks it into. */
const shortPlace = (place: string): string =>
  place.replace(/^(?:at )?(?:file:\/\/)?(?:\/var\/task\/)?/, '').replace(/^(.*:\d+):\d+$/, '$1');

function placeIn({ location, stack, stackTrace, trace }: Partial<ErrorMembers>): string | undefined {
  if (location !== undefined) return shortPlace(location);
  const frame = (stack ?? stackTrace ?? trace ?? []).map((one) => one.trim()).find((one) => /^at\b/.test(one));
  if (frame === undefined) return undefined;
  return shortPlace(/\(([^()]+)\)$/.exec(frame)?.[1] ?? frame);
}

function failure(what: string, place: string | undefined, requestId: string | undefined): LoggedFailure {
  const text = place === undefined ? what : `${what} (at ${place})`;
  return { what, text, located: place !== undefined, requestId, accounts: false };
}

const accounted = (type: string | undefined, status: string | undefined, id: string | undefined): LoggedFailure => ({
  ...failure(`Lambda: ${type ?? `the request ended as ${status ?? 'a failure'}`}`, undefined, id),
  accounts: true,
});

const isError = (value: Line['error' | 'err' | 'message']): value is ErrorMembers =>
  typeof value === 'object' &&
  [value.name, value.message, value.errorType, value.errorMessage].some((one) => one !== undefined);

function ofError(error: Partial<ErrorMembers>, fallback: string): [string, string | undefined] {
  const name = error.name ?? error.errorType ?? error.type;
  const message = error.message ?? error.errorMessage ?? fallback;
  return [name === undefined ? message : `${name}: ${message}`, placeIn(error)];
}

function ofLine(read: Line, raw: string, requestId: string | undefined): LoggedFailure {
  const { message, error, err, record, errorType, errorMessage } = read;
  const id = read.requestId ?? read.function_request_id ?? read.awsRequestId ?? record?.requestId ?? requestId;
  const told = typeof message === 'string' ? message : '';
  if (record !== undefined) return accounted(record.errorType, record.status, id);
  const nested = [error, err, message].find(isError);
  if (nested !== undefined) return failure(...ofError(nested, told), id);
  if (errorType !== undefined || errorMessage !== undefined) {
    const { stackTrace, stack, trace } = read;
    return failure(...ofError({ errorType, errorMessage, stackTrace, stack, trace }, told), id);
  }
  const what = [told, typeof error === 'string' ? error : ''].filter((part) => part !== '').join(': ');
  return failure(what === '' ? raw : what, undefined, id);
}

/** The JSON of a line, where it is that. */
function jsonIn(body: string): Line | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    return line.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** A line without a format: its first line, and the place below it where a stack is. */
function ofText(body: string, requestId: string | undefined): LoggedFailure {
  const [first = '', ...rest] = body.split('\n');
  return failure(
    first
      .replace(REQUEST, '')
      .replace(/^Error: (?=\w+Error: )/, '')
      .trim(),
    placeIn({ stack: rest }),
    requestId,
  );
}

/** Reads a line of a function's log: JSON of a logger or of the runtime, or any text. Pure. */
export function toLoggedFailure(raw: string): LoggedFailure {
  const prefix = PREFIX.exec(raw);
  const id = prefix?.[2] === 'undefined' ? undefined : prefix?.[2];
  const body = raw
    .slice(prefix?.[0].length ?? 0)
    .replace(INVOKE_ERROR, '')
    .trim();
  const report = REPORT.exec(body);
  if (report !== null) return accounted(report[3], report[2], report[1]);
  const read = jsonIn(body);
  return read === undefined ? ofText(body, id ?? REQUEST.exec(body)?.[1]) : ofLine(read, body, id);
}
