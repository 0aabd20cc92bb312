import * as z from 'zod/mini';
import { parseJson } from '../parse-json.ts';
import { ShadowEvent } from './contract.ts';

/** Attributes of a captured request in its table: whose it is, which of the few places it has, what it was, and when it goes. */
export const CAPTURE_ATTRIBUTES = {
  functionName: 'Function',
  slot: 'Slot',
  request: 'Request',
  expires: 'Expires',
} as const;

/** Captured requests that a function may have at a time: each is asked a dozen times, and the hook has two minutes. */
export const MOST_CAPTURED = 50;

/** A request of the stage's own traffic as it is stored: read-only, and without what is personal. */
export const CapturedRequest = z.pick(ShadowEvent, { method: true, path: true, query: true });
export type CapturedRequest = z.infer<typeof CapturedRequest>;

/** Where the captured requests of a function are. */
export const CaptureTable = z.object({
  tableName: z.string().check(z.minLength(1)),
  functionName: z.string().check(z.minLength(1)),
});
export type CaptureTable = z.infer<typeof CaptureTable>;

/**
 * Events from what was stored, in the order in which it is given.
 *
 * @throws Error where something else is stored: what cannot be asked again is no evidence
 */
export function toShadowEvents(stored: readonly string[], { tableName }: CaptureTable): ShadowEvent[] {
  return stored.map((text, index) => {
    const request = CapturedRequest.safeParse(parseJson(text));
    if (request.success) return { ...request.data, name: `captured request ${index + 1}` };
    throw new Error(`${tableName} holds "${text}", which is no captured read-only request: delete the item`);
  });
}
