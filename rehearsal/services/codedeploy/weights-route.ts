import type { HttpRoute } from '../../kernel/service.ts';
import { weightChanges } from './state.ts';

const PATH = /^\/_slipway\/deployments\/([^/]+)\/weights$/;

/** When a deployment changed the share of its new version, and to what: no API of AWS tells it afterwards. */
export const weightsRoute: HttpRoute = {
  matches: (url, _host, request) => request.method === 'GET' && PATH.test(url.pathname),
  handle: async (_request, response, url, kernel) => {
    const id = decodeURIComponent(PATH.exec(url.pathname)?.[1] ?? '');
    const tables = kernel.regions().map((region) => weightChanges(kernel.scope(region)));
    const changes = tables.map((table) => table.get(id)).find((found) => found !== undefined) ?? [];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(changes)}\n`);
  },
};
