import { expect, test } from '@jest/globals';
import { createTelemetry, type LogLine, type MetricValue } from '../../../rehearsal/kernel/telemetry.ts';

const VALUE: MetricValue = {
  region: 'eu-west-1',
  namespace: 'AWS/Lambda',
  name: 'Errors',
  dimensions: { FunctionName: 'add' },
  value: 1,
  timestampMs: 0,
};
const LINE: LogLine = { region: 'eu-west-1', group: '/aws/lambda/add', stream: '1', message: 'START', timestampMs: 0 };

test('metrics and log lines reach every sink of their kind, in the call itself', () => {
  const telemetry = createTelemetry();
  const metrics: MetricValue[][] = [[], []];
  const lines: LogLine[] = [];
  for (const sink of metrics) telemetry.onMetric((value) => sink.push(value));
  telemetry.onLog((line) => lines.push(line));
  telemetry.metric(VALUE);
  telemetry.log(LINE);
  expect(metrics).toEqual([[VALUE], [VALUE]]);
  expect(lines).toEqual([LINE]);
});

test('what comes before there is a sink is dropped', () => {
  const telemetry = createTelemetry();
  telemetry.metric(VALUE);
  telemetry.log(LINE);
  const seen: unknown[] = [];
  telemetry.onMetric((value) => seen.push(value));
  telemetry.onLog((line) => seen.push(line));
  expect(seen).toEqual([]);
});
