import { validationError } from '../errors.ts';
import { callFunction } from './functions.ts';
import type { Expression, Operator } from './parse.ts';
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

/** What an expression is evaluated in. */
export interface MathContext {
  /** The value of an id: a metric, or another expression's result. */
  lookUp(id: string): MathValue;
  /** All metrics of the request by id, for `METRICS()`. */
  readonly metrics: ReadonlyMap<string, TimeSeries>;
  /** The range that was asked for, which series without gaps fill: `[startMs, endMs)`. */
  readonly startMs: number;
  readonly endMs: number;
  /** For a series that comes from no metric. */
  readonly defaultPeriodMs: number;
}

/**
 * Evaluates metric math as documented: a value that is missing in one of two series counts as 0, a point that divides by
 * zero is dropped. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws ServiceError ValidationError, for types that do not fit and functions that are not implemented
 */
export function evaluateExpression(expression: Expression, context: MathContext): MathValue {
  switch (expression.kind) {
    case 'number':
      return scalar(expression.value);
    case 'text':
      throw validationError(`The string "${expression.value}" is only an argument of METRICS`);
    case 'reference':
      return context.lookUp(expression.id);
    case 'negate':
      return combine('*', scalar(-1), evaluateExpression(expression.operand, context));
    case 'binary':
      return combine(
        expression.operator,
        evaluateExpression(expression.left, context),
        evaluateExpression(expression.right, context),
      );
    case 'array':
      return list(
        expression.items.flatMap((item) => {
          const value = evaluateExpression(item, context);
          if (value.kind === 'scalar') throw validationError('An array of metric math holds time series, not numbers');
          return value.kind === 'list' ? value.items : [value];
        }),
      );
    case 'call':
      return callFunction(expression.name, expression.args, context, evaluateExpression);
  }
}

const OPERATIONS: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<=': (left, right) => Number(left <= right),
  '>=': (left, right) => Number(left >= right),
  '<': (left, right) => Number(left < right),
  '>': (left, right) => Number(left > right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

function combine(operator: Operator, left: MathValue, right: MathValue): MathValue {
  const operation = OPERATIONS[operator];
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    const value = operation(left.value, right.value);
    if (!Number.isFinite(value)) throw validationError(`${left.value} ${operator} ${right.value} is no number`);
    return scalar(value);
  }
  if (left.kind === 'list' && right.kind === 'list')
    throw validationError(`The operator ${operator} does not take two arrays of time series`);
  if (left.kind === 'list') return list(left.items.map((item) => ofSeries(operation, item, single(right))));
  if (right.kind === 'list') return list(right.items.map((item) => ofSeries(operation, single(left), item)));
  return ofSeries(operation, left, right);
}

function single(value: MathValue): TimeSeries | { kind: 'scalar'; value: number } {
  if (value.kind === 'list') throw validationError('An operator does not take two arrays of time series');
  return value;
}

function ofSeries(
  operation: (left: number, right: number) => number,
  left: TimeSeries | { kind: 'scalar'; value: number },
  right: TimeSeries | { kind: 'scalar'; value: number },
): TimeSeries {
  if (left.kind === 'series' && right.kind === 'series') {
    const both = [left, right];
    return seriesOf(
      left.label,
      longestPeriod(both),
      instants(both).map((at) => [at, operation(left.points.get(at) ?? 0, right.points.get(at) ?? 0)] as const),
    );
  }
  if (left.kind === 'series' && right.kind === 'scalar')
    return mapSeries(left, (value) => operation(value, right.value));
  if (left.kind === 'scalar' && right.kind === 'series')
    return mapSeries(right, (value) => operation(left.value, value));
  throw new Error('Two numbers are combined without series');
}
