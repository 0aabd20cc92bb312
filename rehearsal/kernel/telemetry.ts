/** One value of a metric: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html */
export interface MetricValue {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** CloudWatch's unit, such as `Count` or `Milliseconds`. */
  readonly unit?: string;
  /** Virtual milliseconds since the Unix epoch. */
  readonly timestampMs: number;
}

/** One line of a log stream; group and stream are created when they are missing. */
export interface LogLine {
  readonly region: string;
  readonly group: string;
  readonly stream: string;
  readonly message: string;
  /** Virtual milliseconds since the Unix epoch. */
  readonly timestampMs: number;
}

/**
 * What AWS's services tell CloudWatch about themselves. It is a channel of its own, beside the wire and the bus, since no
 * API takes it (user calls may not write into `AWS/...`) and since every request makes several of them.
 */
export interface Telemetry {
  metric(value: MetricValue): void;
  log(line: LogLine): void;
  /** The sinks, set once by CloudWatch and CloudWatch Logs; what comes before is dropped, as nobody could read it. */
  onMetric(sink: (value: MetricValue) => void): void;
  onLog(sink: (line: LogLine) => void): void;
}

export function createTelemetry(): Telemetry {
  const metricSinks: ((value: MetricValue) => void)[] = [];
  const logSinks: ((line: LogLine) => void)[] = [];
  return {
    metric: (value) => {
      for (const sink of metricSinks) sink(value);
    },
    log: (line) => {
      for (const sink of logSinks) sink(line);
    },
    onMetric: (sink) => {
      metricSinks.push(sink);
    },
    onLog: (sink) => {
      logSinks.push(sink);
    },
  };
}
