import type { Readable } from 'node:stream';

/** What a push asks for, read from the head of its request. */
export interface PushCommands {
  /** The references that it creates, moves or deletes, such as `refs/heads/main`. */
  readonly references: readonly string[];
  /** What the client understands, such as `report-status` and `side-band-64k`. */
  readonly capabilities: ReadonlySet<string>;
}

const LENGTH_DIGITS = 4;
/** A command line holds two object names and a reference; whoever sends more of them than this is no git. */
const LARGEST_HEAD_BYTES = 1024 * 1024;

/** Thrown for a request that is no push. */
export class NoPush extends Error {}

/**
 * Reads the commands of a push and puts what was read back, so that git can be given the whole request.
 * https://git-scm.com/docs/pack-protocol#_reference_update_request_and_packfile_transfer
 * @throws NoPush for what no git client sends
 */
export async function readPushCommands(request: Readable): Promise<PushCommands> {
  let head = Buffer.alloc(0);
  for (;;) {
    const lines = linesUntilFlush(head);
    if (lines !== undefined) {
      request.pause();
      if (head.length > 0) request.unshift(head);
      return parseLines(lines);
    }
    if (head.length > LARGEST_HEAD_BYTES) throw new NoPush('the commands of the push are too long');
    const chunk = await nextChunk(request);
    if (chunk === undefined) throw new NoPush('the request ends within the commands of the push');
    head = Buffer.concat([head, chunk]);
  }
}

function nextChunk(request: Readable): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (give: () => void) => {
      request.off('readable', read);
      request.off('end', end);
      request.off('error', reject);
      give();
    };
    const read = () => {
      const chunk: unknown = request.read();
      if (Buffer.isBuffer(chunk)) settle(() => resolve(chunk));
    };
    const end = () => settle(() => resolve(undefined));
    request.on('readable', read);
    request.on('end', end);
    request.on('error', reject);
    read();
  });
}

/** The lines before the first flush packet; undefined while there is none yet. */
function linesUntilFlush(head: Buffer): Buffer[] | undefined {
  const lines: Buffer[] = [];
  for (let at = 0; at + LENGTH_DIGITS <= head.length; ) {
    const digits = head.toString('latin1', at, at + LENGTH_DIGITS);
    if (!/^[0-9a-f]{4}$/i.test(digits)) throw new NoPush('the request is not in packets');
    const length = Number.parseInt(digits, 16);
    if (length === 0) return lines;
    if (length < LENGTH_DIGITS) throw new NoPush(`a packet says that it is ${length} bytes long`);
    if (at + length > head.length) return undefined;
    lines.push(head.subarray(at + LENGTH_DIGITS, at + length));
    at += length;
  }
  return undefined;
}

/**
 * `<old> <new> <reference>`, behind the first of them a zero byte and the capabilities. Git takes object names in either case.
 */
const COMMAND = /^(?:[0-9a-f]{40}|[0-9a-f]{64}) (?:[0-9a-f]{40}|[0-9a-f]{64}) (\S+)$/i;
const SHALLOW = /^shallow (?:[0-9a-f]{40}|[0-9a-f]{64})$/i;

/**
 * Every line is understood, or the push is refused: git would carry out what is overlooked here (commands within a push
 * certificate, say), and no policy would have been asked.
 */
function parseLines(lines: readonly Buffer[]): PushCommands {
  const references: string[] = [];
  const capabilities = new Set<string>();
  for (const line of lines) {
    const [command = '', given = ''] = line.toString().replace(/\n$/, '').split('\0');
    for (const capability of given.split(' ').filter((one) => one !== '')) capabilities.add(capability);
    const [, reference] = COMMAND.exec(command) ?? [];
    if (reference !== undefined) references.push(reference);
    else if (!SHALLOW.test(command)) throw new NoPush(`${JSON.stringify(command)} is no command of a push`);
  }
  return { references, capabilities };
}

const packet = (content: Buffer | string): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from((bytes.length + LENGTH_DIGITS).toString(16).padStart(LENGTH_DIGITS, '0')), bytes]);
};
const FLUSH = Buffer.from('0000');
const REPORT_BAND = Buffer.from([1]);

/**
 * The answer to a push of which nothing was taken: each reference with the reason, as a git client reads it.
 * https://git-scm.com/docs/pack-protocol#_report_status
 */
export function refusal({ references, capabilities }: PushCommands, reason: string): Buffer {
  const report = Buffer.concat([
    packet('unpack ok\n'),
    ...references.map((reference) => packet(`ng ${reference} ${reason.replaceAll('\n', ' ')}\n`)),
    FLUSH,
  ]);
  if (!capabilities.has('side-band-64k')) return report;
  return Buffer.concat([packet(Buffer.concat([REPORT_BAND, report])), FLUSH]);
}
