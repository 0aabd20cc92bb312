import { ServiceError } from '../../kernel/errors.ts';

const MINUTE_MS = 60_000;
const UNIT_MS: Readonly<Record<string, number>> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS };

/** When a schedule is due after an instant; undefined when never again. All instants are milliseconds since the Unix epoch. */
export type Schedule = (afterMs: number) => number | undefined;

function invalid(expression: string): ServiceError {
  return new ServiceError('ValidationException', `Parameter ScheduleExpression is not valid: ${expression}`, 400);
}

const DAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** One field of a cron expression as the set of its values; undefined for `*` and `?`. */
function parseField(
  field: string,
  least: number,
  most: number,
  names: readonly string[],
  first: number,
): Set<number> | undefined {
  if (field === '*' || field === '?') return undefined;
  const value = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const number = named >= 0 ? named + first : Number(text);
    if (!Number.isInteger(number) || number < least || number > most) throw new RangeError(text);
    return number;
  };
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step] = part.split('/');
    const [low = '', high] = range.split('-');
    const from = low === '*' ? least : value(low);
    const to = high !== undefined ? value(high) : step !== undefined ? most : from;
    for (let n = from; n <= to; n += step === undefined ? 1 : value(step)) values.add(n);
  }
  return values;
}

const LONGEST_SEARCH_MINUTES = 366 * 24 * 60;

function cron(expression: string, fields: readonly string[]): Schedule {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  try {
    const minutes = parseField(minute, 0, 59, [], 0);
    const hours = parseField(hour, 0, 23, [], 0);
    const days = parseField(dayOfMonth, 1, 31, [], 0);
    const months = parseField(month, 1, 12, MONTH_NAMES, 1);
    const weekDays = parseField(dayOfWeek, 1, 7, DAY_NAMES, 1);
    const years = parseField(year, 1970, 2199, [], 0);
    const fits = (set: Set<number> | undefined, value: number) => set === undefined || set.has(value);
    return (afterMs) => {
      let at = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS;
      for (let n = 0; n < LONGEST_SEARCH_MINUTES; n++) {
        at += MINUTE_MS;
        const date = new Date(at);
        if (
          fits(minutes, date.getUTCMinutes()) &&
          fits(hours, date.getUTCHours()) &&
          fits(days, date.getUTCDate()) &&
          fits(months, date.getUTCMonth() + 1) &&
          fits(weekDays, date.getUTCDay() + 1) &&
          fits(years, date.getUTCFullYear())
        )
          return at;
      }
      return undefined;
    };
  } catch (error) {
    if (error instanceof RangeError) throw invalid(expression);
    throw error;
  }
}

/**
 * `rate(5 minutes)` and `cron(0 12 ? * MON-FRI *)`, in UTC; `L`, `W` and `#` of cron are not known here.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @throws ServiceError `ValidationException` that names the expression
 */
export function parseSchedule(expression: string): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const intervalMs = Number(rate[1]) * (UNIT_MS[rate[2] ?? ''] ?? 0);
    if (intervalMs <= 0) throw invalid(expression);
    return (afterMs) => afterMs + intervalMs;
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (fields?.length !== 6) throw invalid(expression);
  return cron(expression, fields);
}
