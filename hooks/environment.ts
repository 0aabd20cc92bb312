import * as z from 'zod/mini';

/**
 * A value of a function's environment that holds JSON. Decoding parses and validates it, encoding (in the construct)
 * writes it, so that the two sides cannot drift.
 */
export function json<T extends z.core.$ZodType>(schema: T) {
  return z.codec(z.string(), schema, {
    decode: (text, context) => {
      try {
        return JSON.parse(text);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        context.issues.push({ code: 'invalid_format', format: 'json', input: text, message: error.message });
        return z.NEVER;
      }
    },
    encode: (value) => JSON.stringify(value),
  });
}

/** A value of a function's environment that holds a decimal number. */
export const numeric = z.codec(z.string(), z.number(), {
  decode: (text) => (text.trim() === '' ? Number.NaN : Number(text)),
  encode: String,
});
