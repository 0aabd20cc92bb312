/** The wire layer hands a streaming member over as bytes; its SDK type allows much else. */
export async function bodyBytes(body: unknown): Promise<Uint8Array> {
  if (body === undefined) return Buffer.alloc(0);
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body);
  throw new TypeError(`An object's body arrived as ${typeof body}`);
}
