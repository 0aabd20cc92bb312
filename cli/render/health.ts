import type { Check } from '../../console/model/health.ts';
import type { Colors } from './colors.ts';

/** One line a check, and below what is wrong its mend. */
export function healthLines(checks: readonly Check[], colors: Colors): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const marks = { ok: colors.green('✔'), wrong: colors.red('✖'), unknown: colors.yellow('?') };
  return checks.flatMap(({ name, state, says, mend }) => [
    `${marks[state]} ${name.padEnd(width)}  ${says}`,
    ...(mend === '' ? [] : [`${' '.repeat(width + 4)}${colors.bold(mend)}`]),
  ]);
}
