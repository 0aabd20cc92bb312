import { assumeRole } from '../../kernel/assume-role.ts';
import { uuid } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/service.ts';
import type { Ended, EnvironmentSpec } from '../../runtimes/lambda/environment.ts';
import { taskFolder } from './code.ts';
import { logGroupOf } from './describe.ts';
import { environmentVariables } from './environment-variables.ts';
import { logRights } from './log-rights.ts';
import { invocationMetrics, type Measured, throttleMetric } from './metrics.ts';
import { type FunctionReference, functionArn, isVersion } from './names.ts';
import { pickVersion } from './routing.ts';
import { runtimeOf, takeConcurrency } from './runtime.ts';
import { aliases, getFunction, getVersion, resolveVersion, type Version } from './state.ts';
import { beginTrace, segments, sendSegments } from './tracing.ts';

export interface InvocationRequest {
  readonly reference: FunctionReference;
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** The caller's `X-Amzn-Trace-Id`. */
  readonly traceHeader: string | undefined;
  /** JSON document. */
  readonly clientContext: string | undefined;
  /** The chain of work that waits when the function does. */
  readonly task: string;
}

/** Credentials in an environment outlive every invocation that it starts, with this to spare. */
const CREDENTIALS_SPARE_MS = 60_000;

/** Two environments of one version are alike until that version changes, which only `$LATEST` does. */
export const environmentKey = (scope: Scope, { functionName, version, revisionId }: Version): string =>
  `${scope.account}/${scope.region}/${functionName}:${version}:${revisionId}`;

/** The keys of the function's role. */
export const roleKeys = (scope: Scope, { role, functionName }: Pick<Version, 'role' | 'functionName'>) =>
  assumeRole(scope, {
    roleArn: role,
    sessionName: functionName.padEnd(2, '-'), // STS takes no shorter one
    service: 'lambda.amazonaws.com',
    sourceArn: functionArn(scope, functionName),
  });

async function environmentSpec(scope: Scope, version: Version): Promise<EnvironmentSpec> {
  const keys = await roleKeys(scope, version);
  const issued = scope.principals.find(keys.accessKeyId);
  if (issued === undefined) throw new Error(`STS answered keys of nobody for ${version.role}`);
  const date = new Date(scope.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const stream = `${date}/[${version.version}]${uuid().replaceAll('-', '')}`;
  const group = logGroupOf(version);
  const mayLog = logRights(scope, issued.principal, group, stream);
  return {
    key: environmentKey(scope, version),
    taskFolder: taskFolder(scope, version.codeSha256),
    memorySizeMb: version.memorySizeMb,
    variables: environmentVariables(scope, version, keys, stream),
    usableUntilMs:
      (issued.expiresMs ?? Number.POSITIVE_INFINITY) - version.timeoutSeconds * 1000 - CREDENTIALS_SPARE_MS,
    platformLog: {
      format: version.logFormat,
      systemLevel: version.systemLogLevel ?? 'INFO',
      memorySizeMb: version.memorySizeMb,
      version: version.version,
    },
    log: (message, timestampMs) => {
      if (mayLog()) scope.telemetry.log({ region: scope.region, group, stream, message, timestampMs });
    },
    trace: (documents) => sendSegments(scope, keys, documents),
  };
}

/** The version that answers this request, and how its metrics are told apart. */
function route(scope: Scope, reference: FunctionReference): { version: Version; measured: Measured } {
  const { name, qualifier } = reference;
  const alias =
    qualifier === undefined || isVersion(qualifier) ? undefined : aliases(scope).get(`${name}:${qualifier}`);
  const version =
    alias === undefined ? resolveVersion(scope, reference) : getVersion(scope, name, pickVersion(alias, Math.random()));
  const executedVersion = alias === undefined ? undefined : version.version;
  return { version, measured: { functionName: name, qualifier, executedVersion } };
}

/**
 * Runs a function once: routes, takes its share of concurrency, runs it in an execution environment, and tells CloudWatch
 * and X-Ray.
 * @throws ServiceError when there is no such function, or it is throttled
 */
export async function runFunction(
  scope: Scope,
  request: InvocationRequest,
): Promise<Ended & { readonly version: Version; readonly measured: Measured }> {
  const { name, qualifier } = request.reference;
  const { version, measured } = route(scope, request.reference);
  const { reservedConcurrency } = getFunction(scope, name);
  const concurrency = (() => {
    try {
      return takeConcurrency(scope, name, reservedConcurrency);
    } catch (error) {
      throttleMetric(scope, measured);
      throw error;
    }
  })();
  try {
    const startMs = scope.clock.now();
    const trace = beginTrace(scope, version, request.traceHeader);
    const prepare = () => environmentSpec(scope, version);
    const ended = await runtimeOf(scope).pool.invoke(environmentKey(scope, version), prepare, {
      requestId: request.requestId,
      payload: request.payload,
      invokedFunctionArn: functionArn(scope, name, qualifier),
      timeoutMs: version.timeoutSeconds * 1000,
      traceHeader: trace.header,
      clientContext: request.clientContext,
      task: request.task,
    });
    const { durationMs, functionError } = ended.outcome;
    const failed = functionError !== undefined;
    invocationMetrics(scope, measured, { startMs, durationMs, failed, concurrent: concurrency.now });
    if (trace.sampled && version.tracing === 'Active')
      sendSegments(scope, await roleKeys(scope, version), segments(scope, version, trace, startMs, ended.outcome));
    return { ...ended, version, measured };
  } finally {
    concurrency.giveBack();
  }
}
