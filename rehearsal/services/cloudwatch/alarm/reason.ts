import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { Verdict } from './machine.ts';

const COMPARED: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

export interface Evaluated {
  readonly points: readonly (number | undefined)[];
  /** Start of the first point's period, virtual milliseconds. */
  readonly startMs: number;
  readonly periodMs: number;
  readonly verdict: Verdict;
  /** Samples behind each point; absent for a math expression. */
  readonly sampleCounts?: readonly (number | undefined)[];
}
export interface Compared {
  readonly operator: string;
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: string;
  readonly breaches: (value: number) => boolean;
  readonly statistic: string | undefined;
  readonly unit: string | undefined;
}

/** `dd/MM/yy HH:mm:ss`, as in CloudWatch's reasons. */
function shortDate(ms: number): string {
  const [date, time] = new Date(ms).toISOString().split(/[T.]/);
  const [year, month, day] = (date ?? '').split('-');
  return `${day}/${month}/${year?.slice(2)} ${time}`;
}
/** Numbers as Java prints them, which CloudWatch does: `5.0`. */
export const decimal = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));
/** `2026-01-05T00:00:00.000+0000` */
export const offsetDate = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000');
const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** The sentence of `StateReason`, as CloudWatch words it. */
export function stateReason(from: StateValue, evaluated: Evaluated, compared: Compared): string {
  const { verdict, points } = evaluated;
  const shown = verdict.evaluated.map((index) => ({ index, value: points[index] ?? 0 })).reverse();
  if (verdict.state === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${count(verdict.filled, 'datapoint')} ${verdict.filled === 1 ? 'was' : 'were'} unknown.`;
  if (shown.length === 0) {
    const treated = compared.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
    const were = verdict.filled === 1 ? 'was' : 'were';
    return `Threshold Crossed: no datapoints were received for ${count(verdict.filled, 'period')} and ${count(verdict.filled, 'missing datapoint')} ${were} treated as [${treated}].`;
  }
  const alarm = verdict.state === 'ALARM';
  const matching = shown.filter(({ value }) => compared.breaches(value) === alarm);
  const values = (matching.length > 0 ? matching : shown)
    .map(({ index, value }) => `${decimal(value)} (${shortDate(evaluated.startMs + index * evaluated.periodMs)})`)
    .join(', ');
  const were = `${matching.length === 1 ? 'was' : 'were'}${alarm ? '' : ' not'}`;
  const total = shown.length + verdict.filled;
  const needed = alarm ? compared.datapointsToAlarm : Math.max(1, total - compared.datapointsToAlarm + 1);
  const filled =
    verdict.filled === 0
      ? ''
      : ` and ${count(verdict.filled, 'missing datapoint')} treated as ${compared.treatMissingData}`;
  return (
    `Threshold Crossed: ${matching.length} out of the last ${count(total, 'datapoint')} [${values}]${filled} ${were} ` +
    `${COMPARED[compared.operator]} the threshold (${decimal(compared.threshold)}) ` +
    `(minimum ${count(needed, 'datapoint')} for ${from} -> ${verdict.state} transition).`
  );
}

/** The document of `StateReasonData`, as JSON. */
export function stateReasonData(atMs: number, evaluated: Evaluated, compared: Compared): string {
  const { verdict, points, startMs, periodMs, sampleCounts } = evaluated;
  const newestFirst = [...verdict.evaluated].reverse();
  const oldest = verdict.evaluated[0];
  return JSON.stringify({
    version: '1.0',
    queryDate: offsetDate(atMs),
    ...(oldest === undefined ? {} : { startDate: offsetDate(startMs + oldest * periodMs) }),
    ...(compared.statistic === undefined ? {} : { statistic: compared.statistic }),
    ...(compared.unit === undefined ? {} : { unit: compared.unit }),
    period: periodMs / 1000,
    recentDatapoints: verdict.evaluated.map((index) => points[index]),
    threshold: compared.threshold,
    evaluatedDatapoints: newestFirst.map((index) => ({
      timestamp: offsetDate(startMs + index * periodMs),
      ...(sampleCounts?.[index] === undefined ? {} : { sampleCount: sampleCounts[index] }),
      value: points[index],
    })),
  });
}
