const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const two = (value: number) => String(Math.floor(value)).padStart(2, '0');

/** A time span in the two units that say most. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return '–';
  const span = Math.max(0, ms);
  if (span < MINUTE) return `${Math.round(span / SECOND)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min ${two((span % MINUTE) / SECOND)} s`;
  if (span < DAY) return `${Math.floor(span / HOUR)} h ${two((span % HOUR) / MINUTE)} min`;
  return `${Math.floor(span / DAY)} d ${Math.floor((span % DAY) / HOUR)} h`;
}

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** An instant in the zone of who reads it. */
export const clockTime = (ms: number): string => time.format(ms);
export const instant = (ms: number | undefined): string => (ms === undefined ? '–' : dayAndTime.format(ms));
export const fullInstant = (ms: number): string => full.format(ms);

export const shortCommit = (commit: string): string => commit.slice(0, 8);
export const percent = (value: number, digits = 0): string => `${value.toFixed(digits)} %`;
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString()} ${number === 1 ? one : many}`;

/** The name at the end of an ARN. */
export const nameOf = (arn: string): string => arn.split(/[:/]/).at(-1) ?? arn;
