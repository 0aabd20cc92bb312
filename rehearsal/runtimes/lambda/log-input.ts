import type { Readable } from 'node:stream';

/* How a function's output becomes log messages: lines of its standard streams, and frames of its console. */

/** A message longer than CloudWatch Logs takes is cut, as Lambda does. */
const LONGEST_MESSAGE_BYTES = 1024 * 1024;

/** Calls `message` for each line; the last one need not end in a line feed. */
export function readLines(stream: Readable, message: (text: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') message(line);
    if (rest.length > LONGEST_MESSAGE_BYTES) {
      message(rest);
      rest = '';
    }
  });
  stream.on('end', () => {
    if (rest !== '') message(rest);
  });
}

/** Calls `message` for each frame: four bytes of length, then that many of UTF-8. */
export function readFrames(stream: Readable, message: (text: string) => void): void {
  let held: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 4) {
      const end = 4 + held.readUInt32BE(0);
      if (held.length < end) return;
      message(held.toString('utf8', 4, Math.min(end, LONGEST_MESSAGE_BYTES)));
      held = held.subarray(end);
    }
  });
}
