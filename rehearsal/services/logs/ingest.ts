import type { Kernel, Scope } from '../../kernel/service.ts';
import type { LogLine } from '../../kernel/telemetry.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import type { Group, Stream } from './log-store.ts';
import { filterMetrics } from './metric-filters.ts';
import { logStore, scopeName } from './state.ts';

/** Takes one event in, with the metrics that it carries. */
export function ingest(scope: Scope, group: Group, stream: Stream, timestampMs: number, message: string): void {
  logStore(scope).append(group.id, stream.id, timestampMs, message);
  for (const value of embeddedMetrics(message, scope.region)) scope.telemetry.metric(value);
  for (const value of filterMetrics(scope, group.name, message, timestampMs)) scope.telemetry.metric(value);
}

interface Place {
  readonly group: Group;
  readonly stream: Stream;
}

/** Finds a line's group and stream, making them when they are missing, as AWS's services do. */
function placeOf(kernel: Kernel, scope: Scope, line: LogLine): Place {
  const store = logStore(kernel);
  const name = scopeName(scope);
  if (store.group(name, line.group) === undefined) store.addGroup(name, line.group, undefined, {});
  const group = store.group(name, line.group);
  if (group === undefined) throw new Error(`The log group ${line.group} was made but is not there`);
  if (store.stream(group, line.stream) === undefined) store.addStream(group, line.stream);
  const stream = store.stream(group, line.stream);
  if (stream === undefined) throw new Error(`The log stream ${line.stream} was made but is not there`);
  return { group, stream };
}

/** Takes what AWS's services log. */
export function collectTelemetry(kernel: Kernel): void {
  const store = logStore(kernel);
  const places = new Map<string, Place>();
  let removals = store.removals();
  kernel.telemetry.onLog((line: LogLine) => {
    if (store.removals() !== removals) places.clear();
    removals = store.removals();
    const scope = kernel.scope(line.region);
    const key = `${line.region}\n${line.group}\n${line.stream}`;
    const place = places.get(key) ?? placeOf(kernel, scope, line);
    places.set(key, place);
    ingest(scope, place.group, place.stream, line.timestampMs, line.message);
  });
}
