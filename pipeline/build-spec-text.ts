import { readFileSync } from 'node:fs';

/** The text of a buildspec that is part of a project's definition. */
export function buildSpecText(file: string): string {
  return readFileSync(new URL(`../buildspecs/${file}`, import.meta.url), 'utf8');
}
