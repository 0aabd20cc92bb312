/*
 * The Runtime API as one connection, on which calls are answered in their order. It is a small part of HTTP/1.1: what the
 * server of an execution environment speaks. A function that answers in a millisecond spends most of it in calls, and
 * Node's own client takes several times as long for one.
 */
import { connect } from 'node:net';

const HEAD_END = '\r\n\r\n';

/** @returns the head of an answer as an object, names in small letters */
function parseHead(text) {
  const headers = {};
  for (const line of text.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

/**
 * @param address `host:port`
 * @param onGone called when the other side is gone
 */
export function openConnection(address, onGone) {
  const [host, port] = address.split(':');
  const socket = connect({ host, port: Number(port), noDelay: true });
  /** Those who wait for an answer, in the order of their calls. */
  const waiting = [];
  let held = Buffer.alloc(0);
  /** What goes out with the next call. */
  let postponed = [];

  const takeAnswer = () => {
    const headEnd = held.indexOf(HEAD_END);
    if (headEnd < 0) return undefined;
    const headers = parseHead(held.toString('latin1', 0, headEnd));
    const bodyStart = headEnd + HEAD_END.length;
    const end = bodyStart + Number(headers['content-length']);
    if (Number.isNaN(end)) throw new Error('The Runtime API answered without a length');
    if (held.length < end) return undefined;
    const body = held.subarray(bodyStart, end);
    held = held.subarray(end);
    return { headers, body };
  };
  socket.on('data', (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    for (let answer = takeAnswer(); answer !== undefined; answer = takeAnswer()) waiting.shift()?.(answer);
    // Only an answer that is waited for keeps the process going.
    if (waiting.length === 0) socket.unref();
  });
  socket.on('error', onGone);
  socket.on('close', onGone);

  const encode = (method, path, headers, body) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${address}\r\n${lines.join('')}content-length: ${body.length}${HEAD_END}`;
    return [Buffer.from(head, 'latin1'), body];
  };
  const nobody = Buffer.alloc(0);

  return {
    /** @returns headers and body of the answer */
    call(method, path, headers = {}, body = nobody) {
      return new Promise((done) => {
        waiting.push(done);
        socket.ref();
        socket.write(Buffer.concat([...postponed, ...encode(method, path, headers, body)]));
        postponed = [];
      });
    },
    /** A call whose answer says nothing: it is sent together with the next one. */
    postpone(method, path, headers, body) {
      waiting.push(() => undefined);
      postponed.push(...encode(method, path, headers, body));
    },
  };
}
