import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuid } from '../../../../kernel/ids.ts';
import type { HttpRoute, Kernel } from '../../../../kernel/service.ts';

const ROUTE = /^\/_codepipeline\/templates\/([0-9a-f]{64})$/;

const folder = (kernel: Kernel) => {
  const path = join(kernel.store.folder('codepipeline'), 'templates');
  mkdirSync(path, { recursive: true });
  return path;
};

/**
 * Keeps a template that is too long for a request where CloudFormation can read it: nowhere in the account, as CodePipeline
 * needs no right to write into the artifact bucket for it. Only who knows the template can guess the URL.
 * @returns its URL, which is what the signed one is that CodePipeline gives CloudFormation
 */
export function stageTemplate(kernel: Kernel, template: Buffer): string {
  const name = createHash('sha256').update(template).digest('hex');
  const path = join(folder(kernel), name);
  const partial = `${path}.${uuid()}`;
  writeFileSync(partial, template);
  renameSync(partial, path);
  return `${kernel.endpoint}/_codepipeline/templates/${name}`;
}

/** No bucket's name begins with an underscore, so that the path cannot be one of S3's. */
export const templateRoute: HttpRoute = {
  matches: (url) => ROUTE.test(url.pathname),
  handle: async (_request, response, url, kernel) => {
    const [, name = ''] = ROUTE.exec(url.pathname) ?? [];
    const template = stagedTemplate(kernel, name);
    response.writeHead(template === undefined ? 404 : 200, { 'content-type': 'text/plain' });
    response.end(template ?? `There is no template ${name}.\n`);
  },
};

function stagedTemplate(kernel: Kernel, name: string): Buffer | undefined {
  try {
    return readFileSync(join(folder(kernel), name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
