import { IAMClient } from '@aws-sdk/client-iam';
import { releaseClients } from '../../console/model/clients.ts';
import { type Console, startConsole } from '../../console/server/start.ts';
import type { Session } from '../../rehearsal/session/session.ts';
import { accessSource } from './access-source.ts';
import { reportBug } from './console.ts';

/** The console of a rehearsal: the same as of an account, with the endpoint's address and keys. */
export function startSessionConsole({ endpoint, project }: Session): Promise<Console> {
  const { url, region, accessKeyId, secretAccessKey } = endpoint;
  const configuration = { endpoint: url, region, credentials: { accessKeyId, secretAccessKey } };
  return startConsole({
    clients: releaseClients(configuration),
    pipelineName: project.pipelineName,
    endpoint: url,
    access: accessSource(url, new IAMClient(configuration)),
    port: 0,
    readOnly: false,
    report: reportBug,
  });
}
