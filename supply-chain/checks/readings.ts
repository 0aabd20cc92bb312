/** What is no text is searched up to here: it is read in several ways, and a larger one is an archive or an image. */
export const LARGEST_BINARY_BYTES = 10_000_000;

/** Whole pairs of bytes, in memory of their own: Node.js 24 writes beyond its memory where it is given half a character that is not aligned. */
const pairs = (bytes: Buffer): Buffer => Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));

/** A byte order mark says which of two bytes comes first; what is added in the middle of a file has none. */
const READ_AS_UTF16: readonly ((bytes: Buffer) => string)[] = [
  (bytes) => pairs(bytes).toString('utf16le'),
  // Each line but the first begins with the second byte of the line end before it.
  (bytes) => pairs(bytes.subarray(1)).toString('utf16le'),
  (bytes) => pairs(bytes).swap16().toString('utf16le'),
];

/**
 * The texts that bytes may be: UTF-8, in which whatever is ASCII stands as it is, and where there is a zero byte also UTF-16, in either
 * order. Git calls the latter binary, and an editor shows it as text. Pure.
 */
export const readingsOf = (bytes: Buffer): readonly string[] => [
  bytes.toString('utf8'),
  ...(bytes.includes(0) ? READ_AS_UTF16.map((read) => read(bytes)) : []),
];
