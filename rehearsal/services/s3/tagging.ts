/** `a=1&b=2` of the tagging header. */
export const taggingHeader = (text: string | undefined): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(text ?? ''));
