import { readBasicAuthorization } from '../kernel/basic-authorization.ts';
import { sameSecret } from '../kernel/same-secret.ts';
import type { HttpRoute, Kernel } from '../kernel/service.ts';

/** Who runs the rehearsal: an administrator of its account. */
export const ownerArn = (account: string): string => `arn:aws:iam::${account}:user/developer`;

/** The time is no secret: every answer of the endpoint has it in its head. */
const FOR_EVERYBODY: ReadonlySet<string> = new Set(['GET /_slipway/clock']);

/**
 * Refuses everybody but the owner of a rehearsal what is told and taken beside AWS's APIs. The builds and functions that a
 * rehearsal runs reach its endpoint, and so does whatever else runs on the machine, web pages in a browser among it: none of
 * them may switch the policies off, send traffic or read what people would have been sent.
 */
export function ownerOnly(kernel: () => Kernel): HttpRoute {
  return {
    matches: (url, _host, request) =>
      url.pathname.startsWith('/_slipway/') &&
      !FOR_EVERYBODY.has(`${request.method} ${url.pathname}`) &&
      !isOwner(kernel(), request.headers.authorization),
    handle: async (request, response, url) => {
      request.resume();
      const message = `${request.method} ${url.pathname} is for ${ownerArn(kernel().account)} alone, who signs in with the access key as user name and its secret as password: curl --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`;
      // No WWW-Authenticate: a browser that keeps the keys would send them on behalf of any page.
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify({ message })}\n`);
    },
  };
}

function isOwner({ principals, account }: Kernel, authorization: string | undefined): boolean {
  const given = readBasicAuthorization(authorization);
  const issued = given === undefined ? undefined : principals.find(given.user);
  return (
    given !== undefined &&
    issued?.principal.kind === 'user' &&
    issued.sessionToken === undefined && // of a session, name and secret are no more than a part of the credentials
    issued.principal.arn === ownerArn(account) &&
    sameSecret(given.password, issued.secretAccessKey)
  );
}
