import { facts } from './facts.ts';

/** How a change ended, in words. */
export type Result =
  | { readonly ok: true; readonly says: string }
  | { readonly ok: false; readonly says: string; readonly hint: string };

const NOBODY = {
  ok: false,
  says: 'The console does not answer',
  hint: 'Nothing is known to have changed: look at the pipeline before you try again.',
} as const;

/** Longer than any change takes to be begun. */
const ANSWER_MS = 60_000;

const text = (body: unknown, name: string): string => {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value : '';
};

/** Asks the console to change something. Never asks twice: whether the first was done is not for the browser to guess. */
export async function change(path: string, body: unknown): Promise<Result> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': facts.csrfToken ?? '' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const answer: unknown = await response.json();
    return response.ok
      ? { ok: true, says: text(answer, 'done') }
      : { ok: false, says: text(answer, 'message'), hint: text(answer, 'hint') };
  } catch {
    return NOBODY;
  }
}
