import type { Scope } from '../../../kernel/service.ts';

export interface Measured {
  readonly apiName: string;
  readonly stageName: string;
  /** Undefined when no resource matched. */
  readonly resourcePath: string | undefined;
  readonly httpMethod: string;
  /** Whether the method's own metrics are on. */
  readonly detailed: boolean;
  readonly status: number;
  readonly startMs: number;
  readonly latencyMs: number;
  /** Undefined when no integration was called. */
  readonly integrationLatencyMs: number | undefined;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
export function emitMetrics(scope: Scope, measured: Measured): void {
  const { apiName, stageName, resourcePath, httpMethod, status, latencyMs, integrationLatencyMs } = measured;
  const sets: Record<string, string>[] = [{ ApiName: apiName }, { ApiName: apiName, Stage: stageName }];
  if (measured.detailed && resourcePath !== undefined)
    sets.push({ ApiName: apiName, Method: httpMethod, Resource: resourcePath, Stage: stageName });
  const { region } = scope;
  const timestampMs = measured.startMs;
  for (const dimensions of sets) {
    const put = (name: string, value: number, unit: string) =>
      scope.telemetry.metric({ region, namespace: 'AWS/ApiGateway', name, dimensions, value, unit, timestampMs });
    put('Count', 1, 'Count');
    put('4XXError', status >= 400 && status < 500 ? 1 : 0, 'Count');
    put('5XXError', status >= 500 ? 1 : 0, 'Count');
    put('Latency', latencyMs, 'Milliseconds');
    if (integrationLatencyMs !== undefined) put('IntegrationLatency', integrationLatencyMs, 'Milliseconds');
  }
}
