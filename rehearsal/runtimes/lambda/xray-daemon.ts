import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** How long segments are gathered before they are sent on together; real milliseconds, as it only saves calls. */
const GATHERED_FOR_MS = 100;
const MOST_AT_ONCE = 50;

export interface XrayDaemon {
  /** `host:port`, as in AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
  close(): void;
}

/**
 * The X-Ray daemon of an execution environment: takes segment documents by UDP.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon.html
 * @param send passes documents on to X-Ray
 */
export async function openXrayDaemon(send: (documents: string[]) => void): Promise<XrayDaemon> {
  const socket = createSocket('udp4');
  let gathered: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered.length > 0) send(gathered);
    gathered = [];
  };
  socket.on('message', (datagram) => {
    // A header, `{"format":"json","version":1}`, a line feed, and the segment.
    const text = datagram.toString('utf8');
    const lineFeed = text.indexOf('\n');
    if (lineFeed < 0) return; // The daemon of AWS, too, drops what has no header.
    gathered.push(text.slice(lineFeed + 1));
    if (gathered.length >= MOST_AT_ONCE) flush();
    else timer ??= setTimeout(flush, GATHERED_FOR_MS);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.unref();
  const { port } = socket.address();
  return {
    address: `127.0.0.1:${port}`,
    close: () => {
      flush();
      socket.close();
    },
  };
}
