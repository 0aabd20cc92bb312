/*
 * The Node.js runtime of an execution environment: loads the handler and speaks the Lambda Runtime API.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 * It runs in the function's own process, so it is plain JavaScript, imports as little as it can, and ends when the
 * Runtime API goes away.
 *
 * Arguments: folder for compiled code, offset of the virtual clock in milliseconds, module whose node_modules stands for
 * the SDK that Lambda's runtimes ship.
 */
import { existsSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, types } from 'node:util';
import { openConnection } from './bootstrap-connection.mjs';
import { installTimers, watchWaits } from './bootstrap-timers.mjs';

const [compileCacheFolder, initialOffsetMs, sdkParent] = process.argv.slice(2);
process.argv.length = 2;
enableCompileCache(compileCacheFolder);

const [apiHost, apiPort] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const API = '/2018-06-01/runtime';
/** Not Lambda's: lets virtual time pass while this process only waits. */
const WAIT = '/rehearsal/wait';
const nodeMajor = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV)?.[1]);
const jsonLogs = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';

// --- time: the function sees the rehearsal's clock ---

const RealDate = Date;
let clockOffsetMs = Number(initialOffsetMs);
const virtualNow = () => RealDate.now() + clockOffsetMs;
const setClock = (headers) => {
  clockOffsetMs = Number(headers['rehearsal-clock-ms']) - RealDate.now();
};

function VirtualDate(...values) {
  if (new.target === undefined) return new RealDate(virtualNow()).toString();
  const target = new.target === VirtualDate ? RealDate : new.target;
  return Reflect.construct(RealDate, values.length === 0 ? [virtualNow()] : values, target);
}
Object.defineProperties(VirtualDate, {
  name: { value: 'Date' },
  length: { value: 7 },
  prototype: { value: RealDate.prototype, writable: false },
  now: { value: virtualNow, writable: true, configurable: true },
  parse: { value: RealDate.parse, writable: true, configurable: true },
  UTC: { value: RealDate.UTC, writable: true, configurable: true },
});
RealDate.prototype.constructor = VirtualDate;
globalThis.Date = VirtualDate;
installTimers();

// --- logs: one frame a message on file descriptor 3, so that a message of several lines stays one event ---

const FRAME_FD = 3;
let currentRequestId;

function writeFrame(text) {
  const body = Buffer.from(text);
  const frame = Buffer.allocUnsafe(body.length + 4);
  frame.writeUInt32BE(body.length, 0);
  body.copy(frame, 4);
  for (let sent = 0; sent < frame.length; ) sent += writeSync(FRAME_FD, frame, sent);
}

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const lowest = LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE');

function errorMembers(error) {
  return {
    errorType: error?.name ?? typeof error,
    errorMessage: error instanceof Error || types.isNativeError(error) ? error.message : String(error),
    stackTrace: typeof error?.stack === 'string' ? error.stack.split('\n').map((line) => line.trim()) : [],
  };
}

function log(level, values) {
  if (LEVELS.indexOf(level) < lowest) return;
  const timestamp = new VirtualDate().toISOString();
  if (!jsonLogs) return writeFrame(`${timestamp}\t${currentRequestId ?? 'undefined'}\t${level}\t${format(...values)}`);
  const line = { timestamp, level, requestId: currentRequestId };
  const error = values.find((value) => types.isNativeError(value));
  const [only] = values;
  line.message = values.length === 1 && typeof only === 'object' && !error ? only : format(...values);
  if (error !== undefined) Object.assign(line, errorMembers(error));
  writeFrame(JSON.stringify(line));
}

for (const [method, level] of [
  ['trace', 'TRACE'],
  ['debug', 'DEBUG'],
  ['log', 'INFO'],
  ['info', 'INFO'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
  ['fatal', 'FATAL'],
])
  console[method] = (...values) => log(level, values);

// --- the Runtime API ---

/** Whoever runs this environment is gone: nobody is left to answer. */
const abandon = () => process.exit(0);

const api = openConnection(process.env.AWS_LAMBDA_RUNTIME_API, abandon);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function describeError(error) {
  const isError = types.isNativeError(error) || error instanceof Error;
  return {
    errorType: isError ? (error.name ?? 'Error') : typeof error,
    errorMessage: isError ? error.message : String(error),
    trace: isError && typeof error.stack === 'string' ? error.stack.split('\n') : [],
  };
}

function postError(path, described) {
  const body = Buffer.from(JSON.stringify(described));
  const headers = {
    'content-type': 'application/json',
    'lambda-runtime-function-error-type': described.errorType,
  };
  return api.call('POST', API + path, headers, body);
}

// --- the handler ---

class RuntimeError extends Error {
  constructor(type, message) {
    super(message);
    this.name = type;
  }
}

/** The SDK for JavaScript v3 is part of Lambda's Node.js runtimes: a package need not bring it. */
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('@aws-sdk/') && !specifier.startsWith('@smithy/')) return next(specifier, context);
    try {
      return next(specifier, context);
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') throw error;
      return next(specifier, { ...context, parentURL: sdkParent });
    }
  },
});

async function importModule(base) {
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    const file = base + extension;
    if (extension === '' ? !existsSync(file) || !/\.[cm]?js$/.test(file) : !existsSync(file)) continue;
    return import(pathToFileURL(file).href);
  }
  return createRequire(`${process.env.LAMBDA_TASK_ROOT}/`)(base);
}

async function loadHandler() {
  const named = process.env._HANDLER;
  const [, folder, module, path] = /^(.*\/)?([^/.]+)\.(.+)$/.exec(named) ?? [];
  if (module === undefined) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const base = resolve(join(process.env.LAMBDA_TASK_ROOT, folder ?? '', module));
  let loaded;
  try {
    loaded = await importModule(base);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    if (error?.code !== 'MODULE_NOT_FOUND' && error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new RuntimeError('Runtime.ImportModuleError', `Error: ${error.message}`);
  }
  const find = (root) => path.split('.').reduce((value, name) => value?.[name], root);
  const handler = find(loaded) ?? find(loaded.default);
  if (handler === undefined) throw new RuntimeError('Runtime.HandlerNotFound', `${named} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${named} is not a function`);
  if (nodeMajor >= 24 && handler.length >= 3)
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    );
  return handler;
}

/** Set while an invocation is under way: what to do when nothing is left to run. */
let onIdle;

function contextOf(headers, settle) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  const clientContext = headers['lambda-runtime-client-context'];
  const identity = headers['lambda-runtime-cognito-identity'];
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
    identity: identity === undefined ? undefined : JSON.parse(identity),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - virtualNow()),
  };
  if (nodeMajor < 24) {
    context.succeed = (value) => settle(undefined, value);
    context.fail = (error) => settle(error ?? 'handled');
    context.done = (error, value) => settle(error, value);
  }
  return context;
}

function serialize(value) {
  try {
    return JSON.stringify(value === undefined ? null : value) ?? 'null';
  } catch {
    throw new RuntimeError('Runtime.MarshalError', 'Unable to stringify response body as json');
  }
}

/** @returns `{ value }` or `{ error }` */
function runHandler(handler, event, headers) {
  return new Promise((done) => {
    let called;
    // An awaited promise that nothing is left to settle: Lambda answers null.
    onIdle = () => done(called ?? { value: null });
    const settle = (error, value) => {
      called ??= error === undefined || error === null ? { value } : { error };
      if (!context.callbackWaitsForEmptyEventLoop || 'error' in called) done(called);
    };
    const context = contextOf(headers, settle);
    try {
      const result = handler(event, context, nodeMajor < 24 ? settle : undefined);
      if (typeof result?.then === 'function')
        result.then(
          (value) => done({ value }),
          (error) => done({ error }),
        );
      else if (nodeMajor >= 24) done({ value: result });
    } catch (error) {
      done({ error });
    }
  });
}

/**
 * On a connection of its own: the function may answer while it lasts.
 * @returns milliseconds that passed
 */
async function wait(ms) {
  const waitedFor = currentRequestId;
  const headers = await new Promise((done) => {
    const sent = request(
      {
        host: apiHost,
        port: apiPort,
        method: 'POST',
        path: WAIT,
        headers: { 'rehearsal-wait-ms': String(ms), 'content-length': '0' },
        agent,
      },
      (response) => {
        response.resume();
        response.on('end', () => done(response.headers));
        response.on('error', abandon);
      },
    );
    sent.on('error', abandon);
    sent.end();
  });
  // Of an invocation that was answered meanwhile, it tells a time that is past.
  if (waitedFor === currentRequestId) setClock(headers);
  return Number(headers['rehearsal-wait-ms']);
}

async function invokeOnce(handler, headers, body) {
  const path = `/invocation/${currentRequestId}`;
  const endWatch = watchWaits(wait);
  const outcome = await runHandler(handler, JSON.parse(body.toString()), headers);
  endWatch();
  onIdle = undefined;
  try {
    if ('error' in outcome) throw outcome.error;
    const response = Buffer.from(serialize(outcome.value));
    api.postpone('POST', `${API}${path}/response`, { 'content-type': 'application/json' }, response);
  } catch (error) {
    const { errorType, errorMessage, trace } = describeError(error);
    log('ERROR', jsonLogs ? [error] : ['Invoke Error', JSON.stringify({ errorType, errorMessage, stack: trace })]);
    await postError(`${path}/error`, { errorType, errorMessage, trace });
  }
}

async function crash(type, label, error, exitCode) {
  const { errorType, errorMessage, trace } = describeError(error);
  log('ERROR', [label, JSON.stringify({ errorType, errorMessage, stack: trace })]);
  const described =
    type === undefined
      ? { errorType, errorMessage, trace }
      : { errorType: type, errorMessage: `${errorType}: ${errorMessage}`, trace };
  const path = currentRequestId === undefined ? '/init/error' : `/invocation/${currentRequestId}/error`;
  await postError(path, described);
  process.exit(exitCode);
}

process.on('uncaughtException', (error) => crash(undefined, 'Uncaught Exception', error, 129));
process.on('unhandledRejection', (error) =>
  crash('Runtime.UnhandledPromiseRejection', 'Unhandled Promise Rejection', error, 128),
);
process.on('beforeExit', () => onIdle?.());

async function main() {
  let handler;
  try {
    handler = await loadHandler();
  } catch (error) {
    await crash(undefined, 'Uncaught Exception', error, 1);
  }
  for (;;) {
    const { headers, body } = await api.call('GET', `${API}/invocation/next`);
    setClock(headers);
    currentRequestId = headers['lambda-runtime-aws-request-id'];
    process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
    await invokeOnce(handler, headers, body);
  }
}

main();
