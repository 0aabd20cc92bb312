import * as z from 'zod/mini';
import type { RoundTrip } from './contract.ts';
import type { ApiAnswer } from './decide.ts';

/** Longest wait for one answer; API Gateway itself gives up after 29 s. */
const ANSWER_TIMEOUT_MS = 30_000;

const Fields = z.record(z.string(), z.unknown());

/** One request to the public API; `fetch`, or a test's own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

async function toAnswer(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const fields = Fields.safeParse(value);
  return { statusCode: response.status, ...(fields.success ? { fields: fields.data } : {}) };
}

/**
 * Writes `record` through the API as any client would, with the API key, and reads it back. The read is made also
 * where the write has failed, so that the log shows both answers.
 *
 * @throws where the API does not answer at all.
 */
export async function roundTrip(
  api: { readonly url: string; readonly key: string; readonly fetch: Fetch },
  paths: RoundTrip,
  record: Readonly<Record<string, string>>,
): Promise<{ readonly write: ApiAnswer; readonly read: ApiAnswer }> {
  const query = `?${paths.keyParameter}=${encodeURIComponent(record[paths.keyParameter] ?? '')}`;
  const headers = { 'x-api-key': api.key, 'Content-Type': 'application/json' };
  const call = async (path: string, init: RequestInit) =>
    toAnswer(
      await api.fetch(`${api.url}${path}${query}`, {
        ...init,
        headers,
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      }),
    );
  const write = await call(paths.writePath, { method: 'POST', body: JSON.stringify(record) });
  const read = await call(paths.readPath, { method: 'GET' });
  return { write, read };
}
