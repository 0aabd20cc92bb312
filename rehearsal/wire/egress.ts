import type { Server } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Certificates, openCertificates } from './certificates.ts';
import type { Front } from './server.ts';

/*
 * The way out of the rehearsal for the processes that it runs. They call a deployed API by its real name,
 * https://<id>.execute-api.<region>.amazonaws.com, since nothing that is deployed may know of the rehearsal. With
 * HTTPS_PROXY set to the endpoint their client asks it to CONNECT: what is AWS's is answered here, under a certificate of
 * the rehearsal's own authority; everything else is passed on untouched.
 */

const isAws = (host: string) => host.endsWith('.amazonaws.com') || host.endsWith('.aws.dev');

function parseAuthority(authority: string): { host: string; port: number } | undefined {
  const [, host, port] = /^\[?([^\]]+)\]?:(\d+)$/.exec(authority) ?? [];
  return host === undefined ? undefined : { host: host.toLowerCase(), port: Number(port) };
}

/** The caller's own proxy, for what is passed on: its environment was set for a network that needs it. */
function upstreamProxy(): { host: string; port: number } | undefined {
  const named = process.env.HTTPS_PROXY ?? process.env.https_proxy;
  if (named === undefined || named === '') return undefined;
  const url = new URL(named);
  return { host: url.hostname, port: Number(url.port || 80) };
}

function passOn(client: Socket, head: Buffer, target: { host: string; port: number }): void {
  const upstream = upstreamProxy();
  const through = upstream ?? target;
  const remote = connect(through.port, through.host, () => {
    if (upstream === undefined) client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    else remote.write(`CONNECT ${target.host}:${target.port} HTTP/1.1\r\nHost: ${target.host}:${target.port}\r\n\r\n`);
    remote.write(head);
    remote.pipe(client);
    client.pipe(remote);
  });
  remote.on('error', (error) => client.end(`HTTP/1.1 502 Bad Gateway\r\n\r\n${error.message}\r\n`));
  client.on('error', () => remote.destroy());
  client.on('close', () => remote.destroy());
  remote.on('close', () => client.destroy());
}

export interface Egress {
  stop(): void;
}

/** Makes `server` an HTTPS proxy too: CONNECT requests to AWS names end at `front`. */
export async function openEgress(
  server: Server,
  front: Front,
  certificateAuthorityFile: string,
  report: (error: unknown, where: string) => void,
): Promise<Egress> {
  const certificates: Certificates = await openCertificates(certificateAuthorityFile);
  const inner = createHttpServer({ keepAliveTimeout: 60_000 }, front.handle);
  const sockets = new Set<Socket>();
  const answer = async (client: Socket, head: Buffer, host: string) => {
    const secureContext = await certificates.contextFor(host);
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) client.unshift(head);
    const secure = new TLSSocket(client, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
    // A client that does not trust the authority or goes away ends the hand-shake: its own error tells it.
    secure.on('error', () => client.destroy());
    inner.emit('connection', secure);
  };
  server.on('connect', (request, stream, head) => {
    const target = parseAuthority(request.url ?? '');
    const client: Socket = request.socket;
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    if (target === undefined) stream.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    else if (isAws(target.host))
      answer(client, head, target.host).catch((error) => report(error, `CONNECT ${target.host}`));
    else passOn(client, head, target);
  });
  return {
    stop: () => {
      for (const socket of sockets) socket.destroy();
      inner.closeAllConnections();
    },
  };
}
