import type { ServerResponse } from 'node:http';
import { ServiceError } from '../../kernel/errors.ts';
import type { HttpRoute, Kernel } from '../../kernel/service.ts';
import { confirm } from './operations/confirm-subscription.ts';
import { listOutbox, OUTBOX_PATH } from './outbox.ts';
import { CERTIFICATE_PATH, signingKey } from './signature.ts';

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** GET: what would have been sent outside, as a JSON list, the oldest first. */
const outbox: HttpRoute = {
  matches: (url, host, request) => isOwn(host) && request.method === 'GET' && url.pathname === OUTBOX_PATH,
  handle: async (_request, response, _url, kernel) =>
    answer(response, 200, 'application/json', JSON.stringify(listOutbox(kernel))),
};

/** GET: the certificate that messages are signed with. */
const certificate: HttpRoute = {
  matches: (url, host, request) => isOwn(host) && request.method === 'GET' && url.pathname === CERTIFICATE_PATH,
  handle: async (_request, response, _url, kernel) =>
    answer(response, 200, 'application/x-pem-file', (await signingKey(kernel)).certificate),
};

/** GET: the SubscribeURL of a confirmation request, which an endpoint visits without a signature. */
const confirmation: HttpRoute = {
  matches: (url, host, request) =>
    isOwn(host) &&
    request.method === 'GET' &&
    url.pathname === '/' &&
    url.searchParams.get('Action') === 'ConfirmSubscription' &&
    request.headers.authorization === undefined,
  handle: async (_request, response, url, kernel) => {
    const { status, body } = confirmByUrl(kernel, url);
    answer(response, status, 'text/xml', body);
  },
};

const isOwn = (host: string) => host === '127.0.0.1' || host === 'localhost';

function confirmByUrl(kernel: Kernel, url: URL): { status: number; body: string } {
  const topicArn = url.searchParams.get('TopicArn') ?? '';
  try {
    const arn = confirm(kernel.scope(topicArn.split(':')[3] ?? ''), topicArn, url.searchParams.get('Token') ?? '');
    return {
      status: 200,
      body: `<ConfirmSubscriptionResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ConfirmSubscriptionResult><SubscriptionArn>${arn}</SubscriptionArn></ConfirmSubscriptionResult></ConfirmSubscriptionResponse>`,
    };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const code = error.code.replace(/Exception$/, '');
    return {
      status: 400,
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`,
    };
  }
}

export const routes: readonly HttpRoute[] = [outbox, certificate, confirmation];
