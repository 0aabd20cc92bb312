import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRoute, Kernel, Scope } from '../../kernel/service.ts';
import { announce, rememberCaller } from './announce.ts';
import { GIT_ENVIRONMENT } from './git.ts';
import { NoPush, type PushCommands, readPushCommands, refusal } from './push-commands.ts';
import { gitFolder, repositories, type StoredRepository } from './repository.ts';
import { signedIn } from './sign-in.ts';

const PATH = /^\/v1\/repos\/([\w.-]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.*))$/;
const HOST = /^git-codecommit\.([a-z0-9-]+)\.amazonaws\.com$/;

/**
 * Git over HTTP: `/v1/repos/<name>` on the endpoint itself and on CodeCommit's own host name. The protocol is git's:
 * `git http-backend` speaks it, as under any web server.
 */
export const gitRoute: HttpRoute = {
  matches: (url, host) => (host === '127.0.0.1' || HOST.test(host)) && PATH.test(url.pathname),
  handle: async (request, response, url, kernel) => {
    const release = kernel.clock.hold();
    try {
      await serve(request, response, url, kernel);
    } finally {
      release();
    }
  },
};

/** Pushes to one repository follow each other, so that the events of each are its own. */
const pushes = new Map<string, Promise<void>>();

async function serve(request: IncomingMessage, response: ServerResponse, url: URL, kernel: Kernel): Promise<void> {
  const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  const [, name = '', rest = ''] = PATH.exec(url.pathname) ?? [];
  const { authorization } = request.headers;
  const principal = signedIn(kernel, { authorization, host, path: `/v1/repos/${name}` });
  if (principal === undefined) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="AWS CodeCommit"', 'content-type': 'text/plain' });
    response.end('Sign in with an access key id as user name and its secret access key as password.\n');
    request.resume();
    return;
  }
  const found = locate(kernel, name, HOST.exec(host)?.[1]);
  if (found === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end(`The repository ${name} does not exist\n`);
    request.resume();
    return;
  }
  const { scope, repository } = found;
  const action = url.href.includes('git-receive-pack') ? 'codecommit:GitPush' : 'codecommit:GitPull';
  const denial = kernel.access.check(scope, principal, [{ action, resource: scope.arn('codecommit', name) }]);
  if (denial !== undefined) {
    response.writeHead(403, { 'content-type': 'text/plain' });
    response.end(`${denial.message}\n`);
    request.resume();
    return;
  }
  const run = () => runBackend(request, response, url, rest, gitFolder(scope, repository), principal.arn);
  if (rest !== '/git-receive-pack') {
    await run();
    response.end();
    return;
  }
  const commands = await commandsOf(request, response);
  if (commands === undefined) return;
  const refused = kernel.access.check(
    scope,
    principal,
    commands.references.map((reference) => ({
      action,
      resource: scope.arn('codecommit', name),
      keys: { 'codecommit:References': reference },
    })),
  );
  if (refused !== undefined) {
    response.writeHead(200, { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' });
    response.end(refusal(commands, refused.message));
    request.resume();
    return;
  }
  const push = (pushes.get(repository.id) ?? Promise.resolve()).then(async () => {
    rememberCaller(scope, name, principal.arn);
    await run();
    await announce(scope, name);
  });
  pushes.set(
    repository.id,
    push.catch(() => undefined), // this push tells its own client; the next one starts afresh
  );
  await push;
  // Only now, so that a client that has pushed can count on the event being under way.
  response.end();
}

/** What the push asks for; undefined where the request is none, which it was told. */
async function commandsOf(request: IncomingMessage, response: ServerResponse): Promise<PushCommands | undefined> {
  try {
    return await readPushCommands(request);
  } catch (error) {
    if (!(error instanceof NoPush)) throw error;
    response.writeHead(400, { 'content-type': 'text/plain', connection: 'close' });
    response.end(`This is no push: ${error.message}\n`);
    request.resume();
    return undefined;
  }
}

/** The endpoint's own address names no region: the repository is looked for in all of them. */
function locate(
  kernel: Kernel,
  name: string,
  region: string | undefined,
): { scope: Scope; repository: StoredRepository } | undefined {
  for (const candidate of region === undefined ? kernel.regions() : [region]) {
    const scope = kernel.scope(candidate);
    const repository = repositories(scope).get(name);
    if (repository !== undefined) return { scope, repository };
  }
  return undefined;
}

/** Runs git's CGI program. Its answer is passed on, and is left open for the caller to end. */
async function runBackend(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  path: string,
  folder: string,
  user: string,
): Promise<void> {
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const child = spawn('git', ['-c', 'http.receivepack=true', 'http-backend'], {
    env: {
      ...GIT_ENVIRONMENT,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: header('content-type'),
      ...(header('content-length') === '' ? {} : { CONTENT_LENGTH: header('content-length') }),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: user,
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => request.resume()); // git has ended early: its answer says why
  request.pipe(child.stdin);
  request.on('aborted', () => child.kill());
  let head = Buffer.alloc(0);
  let headDone = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (headDone) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    headDone = true;
    const { status, headers } = parseHead(head.subarray(0, end).toString());
    response.writeHead(status, headers);
    if (head.length > end + 4) response.write(head.subarray(end + 4));
  });
  await once(child, 'close');
  if (!headDone) response.writeHead(500, { 'content-type': 'text/plain' });
}

/** The head of a CGI answer: headers, the status among them. */
export function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of text.split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === 'status') status = Number(value.split(' ')[0]);
    else if (name !== '') headers[name.toLowerCase()] = value;
  }
  return { status, headers };
}
