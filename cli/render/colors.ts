import picocolors from 'picocolors';

/** Functions that colour a text, or return it as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours only on a terminal, and not where NO_COLOR asks for none (https://no-color.org). */
export const colorsFor = (stream: NodeJS.WriteStream): Colors =>
  picocolors.createColors(stream.isTTY === true && process.env.NO_COLOR === undefined);
