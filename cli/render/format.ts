/** What takes longer than this is told in days. */
const DAYS_FROM_HOURS = 48;

/** `850ms`, `12.3s`, `4m05s`, `1h02m`, `6d23h`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes}m${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < DAYS_FROM_HOURS) return `${hours}h${String(minutes % 60).padStart(2, '0')}m`;
  return `${Math.floor(hours / 24)}d${String(hours % 24).padStart(2, '0')}h`;
}

/** An instant in the zone of who reads it, such as `2026-01-05 10:20`; milliseconds since the Unix epoch. */
export function formatInstant(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The same with its seconds. */
export const formatMoment = (ms: number): string => `${formatInstant(ms).slice(0, 10)} ${formatTime(ms)}`;

/** The time of day of an instant, in the zone of who reads it. */
export const formatTime = (ms: number): string => new Date(ms).toTimeString().slice(0, 8);

export const formatPercent = (value: number, digits = 0): string => `${value.toFixed(digits)} %`;

/** A `-` where there is nothing to tell. */
export const orDash = <T>(value: T | undefined, format: (known: T) => string): string =>
  value === undefined ? '-' : format(value);

/** A text in lines of at most `width` characters, broken between words; a longer word has a line of its own. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** The first line of a text, cut to `width` characters. */
export function firstLine(text: string, width: number): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
