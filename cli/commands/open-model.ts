import { createReleaseClients } from '../../console/model/clients.ts';
import { createReadModel, type ReadModel } from '../../console/model/read-model.ts';
import { readPipeline } from '../../operations/pipeline-stage.ts';

/** Which pipeline; its account, and the region where it is left out, are those of the environment or the profile. */
export interface PipelineOptions {
  readonly pipeline: string;
  readonly region?: string;
  readonly json?: boolean;
  /** ARN of the role that approvals are answered with. @default - with the person's own credentials */
  readonly role?: string;
}

/**
 * The model of a pipeline, on AWS or on the endpoint in AWS_ENDPOINT_URL.
 * @throws Refused when there is no such pipeline, no region, no credentials or nobody who answers
 */
export async function openModel({ pipeline: pipelineName, region, role }: PipelineOptions): Promise<ReadModel> {
  const clients = await createReleaseClients(region);
  // That it is misspelt is told at once, and in words.
  await readPipeline(clients, pipelineName);
  return createReadModel({ clients, pipelineName, endpoint: process.env.AWS_ENDPOINT_URL, answerWith: role });
}

/** Prints lines for a person, or a document for a program. */
export function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

export const printJson = (document: unknown): void => print([JSON.stringify(document, null, 2)]);
