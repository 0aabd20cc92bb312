import { z } from 'zod';

/* CloudFormation passes what a template says: numbers and booleans may be strings. */

export const bool = () => z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
export const integer = () =>
  z.union([
    z.int(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ]);
export const number = () =>
  z.union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ]);
/** A string; numbers and booleans become their text. */
export const text = () => z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);
export const tags = () => z.array(z.strictObject({ Key: text(), Value: text() }));
/** A policy document or other free-form JSON object. */
export const json = () => z.record(z.string(), z.unknown());
