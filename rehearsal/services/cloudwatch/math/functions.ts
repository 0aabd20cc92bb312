import { validationError } from '../errors.ts';
import type { MathContext } from './evaluate.ts';
import type { Expression } from './parse.ts';
import {
  instants,
  list,
  longestPeriod,
  type MathValue,
  mapSeries,
  scalar,
  seriesOf,
  type TimeSeries,
} from './time-series.ts';

type Evaluate = (expression: Expression, context: MathContext) => MathValue;
interface Call {
  readonly name: string;
  readonly args: readonly Expression[];
  readonly context: MathContext;
  /** The value of an argument. */
  value(index: number): MathValue;
  number(index: number): number;
  /** One series or the items of an array. */
  all(index: number): readonly TimeSeries[];
  /** A bare word such as REPEAT or DESC. */
  word(index: number): string | undefined;
}

/** AWS has these; they need data that a rehearsal has not. */
const REFUSED = new Set([
  'ANOMALY_DETECTION_BAND',
  'SEARCH',
  'INSIGHT_RULE_METRIC',
  'SERVICE_QUOTA',
  'LAMBDA',
  'DB_PERF_INSIGHTS',
]);

/** @throws ServiceError ValidationError for an unknown or refused function and for arguments that do not fit */
export function callFunction(
  name: string,
  args: readonly Expression[],
  context: MathContext,
  evaluate: Evaluate,
): MathValue {
  if (REFUSED.has(name)) throw validationError(`The rehearsal does not implement the metric math function ${name}`);
  const implementation = FUNCTIONS[name];
  if (implementation === undefined) throw validationError(`${name} is no function of metric math`);
  const at = (index: number): Expression => {
    const arg = args[index];
    if (arg === undefined) throw validationError(`${name} needs more than ${args.length} arguments`);
    return arg;
  };
  const value = (index: number) => evaluate(at(index), context);
  return implementation({
    name,
    args,
    context,
    value,
    number: (index) => {
      const given = value(index);
      if (given.kind !== 'scalar') throw validationError(`Argument ${index + 1} of ${name} must be a number`);
      return given.value;
    },
    all: (index) => {
      const given = value(index);
      if (given.kind === 'scalar') throw validationError(`Argument ${index + 1} of ${name} must be a time series`);
      return given.kind === 'list' ? given.items : [given];
    },
    word: (index) => {
      const given = args[index];
      return given?.kind === 'reference' && /^[A-Z]/.test(given.id) ? given.id : undefined;
    },
  });
}

/** The same to one series or to each of an array. */
function each(call: Call, change: (one: TimeSeries) => TimeSeries): MathValue {
  const given = call.value(0);
  if (given.kind === 'scalar') throw validationError(`${call.name} takes a time series`);
  return given.kind === 'list' ? list(given.items.map(change)) : change(given);
}

type Aggregate = (values: readonly number[]) => number;
const sum: Aggregate = (values) => values.reduce((total, value) => total + value, 0);
const average: Aggregate = (values) => sum(values) / values.length;
const deviation: Aggregate = (values) => {
  const mean = average(values);
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
};

/** Of one series a number over its points; of an array one series over its members, instant by instant. */
function aggregate(of: Aggregate, missingAsZero: boolean) {
  return (call: Call): MathValue => {
    const given = call.value(0);
    if (given.kind === 'scalar') throw validationError(`${call.name} takes a time series`);
    if (given.kind === 'series') return scalar(given.points.size === 0 ? 0 : of([...given.points.values()]));
    const points = instants(given.items).map((at) => {
      const values = given.items.map(({ points: of }) => of.get(at) ?? (missingAsZero ? 0 : undefined));
      return [at, of(values.filter((value) => value !== undefined))] as const;
    });
    return seriesOf(call.name, longestPeriod(given.items), points);
  };
}

/** Each point with the one before it. */
function successive(of: (value: number, previous: number, seconds: number) => number) {
  return (call: Call): MathValue =>
    each(call, (one) => {
      const points = [...one.points];
      const changed = points.slice(1).map(([at, value], index) => {
        const [beforeAt, before] = points[index] ?? [at, value];
        return [at, of(value, before, (at - beforeAt) / 1000)] as const;
      });
      return seriesOf(one.label, one.periodMs, changed);
    });
}

/** Every instant of the range at which a series of this period can have a point. */
function grid(context: MathContext, periodMs: number | undefined): number[] {
  const step = periodMs ?? context.defaultPeriodMs;
  const all: number[] = [];
  for (let at = context.startMs; at < context.endMs; at += step) all.push(at);
  return all;
}

function fill(call: Call): MathValue {
  const word = call.word(1);
  const filler = word === undefined ? call.value(1) : undefined;
  if (word !== undefined && word !== 'REPEAT' && word !== 'LINEAR')
    throw validationError(`FILL takes a number, a time series, REPEAT or LINEAR, not ${word}`);
  if (filler?.kind === 'list') throw validationError('FILL does not fill with an array of time series');
  return each(call, (one) => {
    const known = [...one.points];
    const at = (instant: number): number | undefined => {
      const there = one.points.get(instant);
      if (there !== undefined) return there;
      if (filler !== undefined) return filler.kind === 'scalar' ? filler.value : filler.points.get(instant);
      const before = known.findLast(([time]) => time < instant);
      if (word === 'REPEAT' || before === undefined) return before?.[1];
      const after = known.find(([time]) => time > instant);
      if (after === undefined) return undefined;
      return before[1] + ((after[1] - before[1]) * (instant - before[0])) / (after[0] - before[0]);
    };
    const all = new Set([...grid(call.context, one.periodMs), ...one.points.keys()]);
    return seriesOf(
      one.label,
      one.periodMs,
      [...all].sort((a, b) => a - b).map((instant) => [instant, at(instant)] as const),
    );
  });
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#using-IF-expressions */
function choose(call: Call): MathValue {
  const condition = call.value(0);
  const whenTrue = call.value(1);
  const whenFalse = call.args.length > 2 ? call.value(2) : undefined;
  if (condition.kind === 'list' || whenTrue.kind === 'list' || whenFalse?.kind === 'list')
    throw validationError('IF does not take an array of time series');
  if (condition.kind === 'scalar') {
    if (condition.value !== 0) return whenTrue;
    return whenFalse ?? seriesOf('IF', whenTrue.kind === 'series' ? whenTrue.periodMs : undefined, []);
  }
  const points = [...condition.points].map(([at, holds]) => {
    if (holds !== 0) return [at, whenTrue.kind === 'scalar' ? whenTrue.value : (whenTrue.points.get(at) ?? 0)] as const;
    return [at, whenFalse?.kind === 'scalar' ? whenFalse.value : whenFalse?.points.get(at)] as const;
  });
  return seriesOf(condition.label, condition.periodMs, points);
}

/** A series without gaps whose values follow from their instants. */
function ofInstant(of: (date: Date) => number) {
  return (call: Call): MathValue =>
    each(call, (one) =>
      seriesOf(
        one.label,
        one.periodMs,
        grid(call.context, one.periodMs).map((at) => [at, of(new Date(at))] as const),
      ),
    );
}

function sort(call: Call): MathValue {
  const by = {
    AVG: average,
    SUM: sum,
    MIN: (v: readonly number[]) => Math.min(...v),
    MAX: (v: readonly number[]) => Math.max(...v),
  };
  const name = call.word(1);
  const order = call.word(2);
  if (name !== 'AVG' && name !== 'SUM' && name !== 'MIN' && name !== 'MAX')
    throw validationError('SORT sorts by AVG, MIN, MAX or SUM');
  if (order !== 'ASC' && order !== 'DESC') throw validationError('SORT sorts in the order ASC or DESC');
  const keyed = call
    .all(0)
    .map((one) => ({ one, key: one.points.size === 0 ? 0 : by[name]([...one.points.values()]) }));
  const sorted = keyed.sort((a, b) => (order === 'ASC' ? a.key - b.key : b.key - a.key)).map(({ one }) => one);
  return list(call.args.length > 3 ? sorted.slice(0, call.number(3)) : sorted);
}

const first = (items: readonly TimeSeries[], name: string): TimeSeries => {
  const one = items[0];
  if (one === undefined) throw validationError(`${name} of an empty array of time series`);
  return one;
};

const FUNCTIONS: Readonly<Record<string, (call: Call) => MathValue>> = {
  ABS: (call) => each(call, (one) => mapSeries(one, Math.abs)),
  CEIL: (call) => each(call, (one) => mapSeries(one, Math.ceil)),
  FLOOR: (call) => each(call, (one) => mapSeries(one, Math.floor)),
  LOG: (call) => each(call, (one) => mapSeries(one, Math.log)),
  LOG10: (call) => each(call, (one) => mapSeries(one, Math.log10)),
  SUM: aggregate(sum, true),
  AVG: aggregate(average, true),
  MIN: aggregate((values) => Math.min(...values), false),
  MAX: aggregate((values) => Math.max(...values), false),
  STDDEV: aggregate(deviation, false),
  DATAPOINT_COUNT: aggregate((values) => values.length, false),
  METRIC_COUNT: (call) => scalar(call.all(0).length),
  DIFF: successive((value, previous) => value - previous),
  DIFF_TIME: successive((_value, _previous, seconds) => seconds),
  RATE: successive((value, previous, seconds) => (value - previous) / seconds),
  RUNNING_SUM: (call) =>
    each(call, (one) => {
      let total = 0;
      return mapSeries(one, (value) => {
        total += value;
        return total;
      });
    }),
  FILL: fill,
  IF: choose,
  FIRST: (call) => first(call.all(0), call.name),
  LAST: (call) => first(call.all(0).slice(-1), call.name),
  SLICE: (call) => list(call.all(0).slice(call.number(1), call.args.length > 2 ? call.number(2) : undefined)),
  SORT: sort,
  REMOVE_EMPTY: (call) => list(call.all(0).filter(({ points }) => points.size > 0)),
  METRICS: (call) => {
    const text = call.args[0];
    if (text !== undefined && text.kind !== 'text') throw validationError('METRICS takes a string');
    return list([...call.context.metrics].filter(([id]) => id.includes(text?.value ?? '')).map(([, one]) => one));
  },
  PERIOD: (call) => {
    const given = call.value(0);
    if (given.kind !== 'series' || given.periodMs === undefined) throw validationError('PERIOD takes a metric');
    return scalar(given.periodMs / 1000);
  },
  TIME_SERIES: (call) => {
    const value = call.number(0);
    return seriesOf(
      call.name,
      undefined,
      grid(call.context, undefined).map((at) => [at, value] as const),
    );
  },
  MINUTE: ofInstant((date) => date.getUTCMinutes()),
  HOUR: ofInstant((date) => date.getUTCHours()),
  DAY: ofInstant((date) => date.getUTCDay() || 7),
  DATE: ofInstant((date) => date.getUTCDate()),
  MONTH: ofInstant((date) => date.getUTCMonth() + 1),
  YEAR: ofInstant((date) => date.getUTCFullYear()),
  EPOCH: ofInstant((date) => date.getTime() / 1000),
};
