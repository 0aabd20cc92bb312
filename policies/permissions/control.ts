import { textOf } from '../template.ts';
import { isIntrinsic, labelsOf } from './names.ts';

/** Something that keeps a release from going on by itself, or that works with the rights of a release. */
export interface Control {
  /** By what it is known from one template to the next. */
  readonly id: string;
  /** What it is there for: where that is gone too, nothing is left without it. */
  readonly on: string;
  /** The subject of what is said of it. */
  readonly told: string;
  /** What is said of it where it is gone. @default - that is nothing to tell */
  readonly gone?: string;
  /** What is said of it where it is new and lets somebody, or a release, pass. @default - a new one only holds more */
  readonly opened?: string;
  /** All that says what it does, as text. */
  readonly parts: Parts;
  /** Ids of what only comes after it. @default none */
  readonly later?: readonly string[];
}

/** What is always there for controls to be about. */
export const TEMPLATE = 'the template';

/** Texts by the path of the property that they stand at. */
export type Parts = ReadonlyMap<string, string>;

/** Every value of a property by its path; elements of a list are known by their names, not by their places. */
export function partsOf(value: unknown, named: (text: string) => string, path = ''): Parts {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null || isIntrinsic(value)) return new Map([[path, named(textOf(value))]]);
  const labels = Array.isArray(value) ? labelsOf(value) : Object.keys(value);
  const inner: readonly unknown[] = Object.values(value);
  return new Map(
    inner.flatMap((one, index) => [
      ...partsOf(one, named, [path, labels[index] ?? ''].filter((part) => part !== '').join('.')),
    ]),
  );
}

/** An object without some of its properties. */
export function without(value: unknown, ...properties: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => !properties.includes(key)));
}
