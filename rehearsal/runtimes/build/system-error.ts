/**
 * The `code` of an error of the operating system, such as `ENOENT`. Told by its property: an error made by Node itself is
 * no instance of the `Error` of another realm, such as a test's.
 */
export function systemErrorCode(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
