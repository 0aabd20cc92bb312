// biome-ignore lint/suspicious/noControlCharactersInRegex: what colours a text takes no room
const COLOURS = /\u001b\[[0-9;]*m/g;
const widthOf = (text: string): number => text.replaceAll(COLOURS, '').length;

/** Rows whose cells stand under each other; the last column is left as it is. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd(),
  );
}
