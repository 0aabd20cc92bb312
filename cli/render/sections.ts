import type { Part } from '../../console/model/part.ts';
import type { Colors } from './colors.ts';

/** Lines below a title. */
export type Section = readonly [title: string, lines: readonly string[]];

/** What is not known says why, in its place: a reader has to see that it is missing. */
export const partLines = <T>(part: Part<T>, colors: Colors, render: (value: T) => readonly string[]) =>
  part.known ? render(part.value) : [colors.red(`not known: ${part.why}. ${part.mend}`)];

/** No words of others may look like a section of their own. */
export const oneLine = (line: string): string => line.replaceAll('\n', '␊');

/** Sections one below the other, each with an empty line in front. */
export const sectionLines = (sections: readonly Section[], colors: Colors): string[] =>
  sections.flatMap(([title, lines]) => ['', colors.bold(title), ...lines.map((line) => `  ${oneLine(line)}`)]);
