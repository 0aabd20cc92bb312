import type { Scope } from '../../kernel/service.ts';

/* https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */

/** Whom a value is about. */
export interface Measured {
  readonly functionName: string;
  /** As the caller gave it. */
  readonly qualifier: string | undefined;
  /** Set where the qualifier is an alias. */
  readonly executedVersion: string | undefined;
}

function dimensionSets({ functionName, qualifier, executedVersion }: Measured): Record<string, string>[] {
  const Resource = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
  const sets: Record<string, string>[] = [{}, { FunctionName: functionName }, { FunctionName: functionName, Resource }];
  if (executedVersion !== undefined)
    sets.push({ FunctionName: functionName, Resource, ExecutedVersion: executedVersion });
  return sets;
}

type Unit = 'Count' | 'Milliseconds';

/** @param values metric name to value and unit; @param timestampMs virtual milliseconds since the Unix epoch */
function emit(
  scope: Scope,
  measured: Measured,
  timestampMs: number,
  values: Record<string, readonly [number, Unit]>,
): void {
  for (const dimensions of dimensionSets(measured))
    for (const [name, [value, unit]] of Object.entries(values))
      scope.telemetry.metric({
        region: scope.region,
        namespace: 'AWS/Lambda',
        name,
        dimensions,
        value,
        unit,
        timestampMs,
      });
}

/** Stamped with the start of the invocation, as CloudWatch shows them. */
export function invocationMetrics(
  scope: Scope,
  measured: Measured,
  invocation: { startMs: number; durationMs: number; failed: boolean; concurrent: number },
): void {
  emit(scope, measured, invocation.startMs, {
    Invocations: [1, 'Count'],
    Errors: [invocation.failed ? 1 : 0, 'Count'],
    Throttles: [0, 'Count'],
    Duration: [invocation.durationMs, 'Milliseconds'],
    ConcurrentExecutions: [invocation.concurrent, 'Count'],
  });
}

/** A throttled request is neither an invocation nor an error. */
export function throttleMetric(scope: Scope, measured: Measured): void {
  emit(scope, measured, scope.clock.now(), { Throttles: [1, 'Count'] });
}

type AsyncMetric =
  | 'AsyncEventsReceived'
  | 'AsyncEventsDropped'
  | 'AsyncEventAge'
  | 'DestinationDeliveryFailures'
  | 'DeadLetterErrors'
  | 'IteratorAge';

export function asyncMetric(scope: Scope, measured: Measured, name: AsyncMetric, value = 1): void {
  const unit: Unit = name === 'AsyncEventAge' || name === 'IteratorAge' ? 'Milliseconds' : 'Count';
  emit(scope, measured, scope.clock.now(), { [name]: [value, unit] });
}
