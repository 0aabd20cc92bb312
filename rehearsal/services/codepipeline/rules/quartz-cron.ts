const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** A cron expression or time zone that cannot be understood; the message names the value. */
export class CronSyntaxError extends Error {}

interface Moment {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly year: number;
  /** 1 is Sunday. */
  readonly weekday: number;
}

/**
 * Whether the minute of `at` is allowed by a Quartz-style expression of six or seven fields: seconds (only `*`, `?` or
 * `0`, since windows are counted in minutes), minutes, hours, day of month, month, day of week, year. `W` is refused.
 * @throws CronSyntaxError
 */
export function matchesCron(expression: string, at: Date, timeZone: string): boolean {
  const fields = expression.trim().split(/\s+/);
  const [seconds = '', minutes = '', hours = '', day = '', month = '', weekday = '', year = '*'] = fields;
  if (fields.length < 6 || fields.length > 7)
    throw new CronSyntaxError(`The cron expression "${expression}" has ${fields.length} fields; it needs 6 or 7`);
  if (!['*', '?', '0'].includes(seconds))
    throw new CronSyntaxError(`The seconds of the cron expression "${expression}" are ${seconds}; use *`);
  const moment = momentIn(at, timeZone);
  return (
    matches(minutes, moment.minute, 0, 59) &&
    matches(hours, moment.hour, 0, 23) &&
    matches(named(month, MONTHS), moment.month, 1, 12) &&
    matches(year, moment.year, 1970, 2199) &&
    matchesDay(day, moment) &&
    matchesWeekday(named(weekday, DAYS), moment)
  );
}

function momentIn(at: Date, timeZone: string): Moment {
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      weekday: 'short',
    }).formatToParts(at);
    const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
    return {
      minute: Number(part('minute')),
      hour: Number(part('hour')),
      day: Number(part('day')),
      month: Number(part('month')),
      year: Number(part('year')),
      weekday: DAYS.indexOf(part('weekday').toUpperCase()) + 1,
    };
  } catch (error) {
    if (error instanceof RangeError) throw new CronSyntaxError(`${timeZone} is not a time zone, such as Europe/Paris`);
    throw error;
  }
}

const named = (field: string, names: readonly string[]) =>
  field.replaceAll(/[A-Za-z]{3}/g, (name) => {
    const index = names.indexOf(name.toUpperCase());
    if (index < 0) throw new CronSyntaxError(`${name} in a cron expression is none of ${names.join(', ')}`);
    return String(index + 1);
  });

function matches(field: string, value: number, lowest: number, highest: number): boolean {
  if (field === '*' || field === '?') return true;
  return field.split(',').some((item) => {
    const [, start = '', end, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(item) ?? [];
    if (start === '' || step === '0') throw new CronSyntaxError(`"${item}" in a cron expression is not understood`);
    const from = start === '*' ? lowest : Number(start);
    const to = end !== undefined ? Number(end) : start === '*' || step !== undefined ? highest : from;
    const inRange = from <= to ? value >= from && value <= to : value >= from || value <= to;
    return inRange && (value - from + (value < from ? highest - lowest + 1 : 0)) % Number(step ?? 1) === 0;
  });
}

const daysIn = ({ year, month }: Moment) => new Date(Date.UTC(year, month, 0)).getUTCDate();

function matchesDay(field: string, moment: Moment): boolean {
  const [, offset] = /^L(?:-(\d+))?$/.exec(field) ?? [];
  if (field.startsWith('L')) return moment.day === daysIn(moment) - Number(offset ?? 0);
  return matches(field, moment.day, 1, 31);
}

function matchesWeekday(field: string, moment: Moment): boolean {
  if (field === 'L') return moment.weekday === 7;
  const [, last] = /^(\d)L$/.exec(field) ?? [];
  if (last !== undefined) return moment.weekday === Number(last) && moment.day > daysIn(moment) - 7;
  const [, weekday, nth] = /^(\d)#(\d)$/.exec(field) ?? [];
  if (weekday !== undefined) return moment.weekday === Number(weekday) && Math.ceil(moment.day / 7) === Number(nth);
  return matches(field, moment.weekday, 1, 7);
}
