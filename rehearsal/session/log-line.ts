/** The document that a line of a function's log holds, without what Lambda puts before it; undefined where it holds none. */
export function documentOf(message: string): unknown {
  const start = message.indexOf('{');
  if (start < 0) return undefined;
  try {
    return JSON.parse(message.slice(start));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // a line of somebody else
    throw error;
  }
}
