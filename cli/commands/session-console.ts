import { IAMClient } from '@aws-sdk/client-iam';
import { releaseClients } from '../../console/model/clients.ts';
import { createReadModel, type ReadModel } from '../../console/model/read-model.ts';
import { type Console, serveConsole } from '../../console/server/start.ts';
import type { Session } from '../../rehearsal/session/session.ts';
import { accessSource } from './access-source.ts';
import { reportBug } from './console.ts';

/** The model of a rehearsal's pipeline: the same as of an account, with the endpoint's address and keys. */
export function sessionModel({ endpoint, project }: Pick<Session, 'endpoint' | 'project'>): ReadModel {
  const { url, region, accessKeyId, secretAccessKey } = endpoint;
  const configuration = { endpoint: url, region, credentials: { accessKeyId, secretAccessKey } };
  return createReadModel({
    clients: releaseClients(configuration),
    pipelineName: project.pipelineName,
    endpoint: url,
    access: accessSource(url, new IAMClient(configuration)),
  });
}

/** The console of a rehearsal. */
export const startSessionConsole = (model: ReadModel): Promise<Console> =>
  serveConsole(model, { port: 0, readOnly: false, report: reportBug });
