import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { NeededBootstrap } from '../../console/model/health.ts';
import { readProjectSettings } from '../../rehearsal/session/project-settings.ts';

const TEMPLATE = join(import.meta.dirname, '..', '..', 'policies', 'bootstrap.yaml');

const resources = z.object({
  CdkBootstrapVersion: z.object({ Properties: z.object({ Value: z.coerce.number() }) }),
  Digest: z.object({ Properties: z.object({ Value: z.string() }) }),
});

/** The bootstrap that this project deploys with: what its own template says of itself, and the qualifier of cdk.json. */
export async function neededBootstrap(): Promise<NeededBootstrap> {
  // CloudFormation's own tags (!Sub) are no business of this.
  const document = parseDocument(await readFile(TEMPLATE, 'utf8'), { logLevel: 'silent' });
  const { CdkBootstrapVersion, Digest } = z.object({ Resources: resources }).parse(document.toJS()).Resources;
  return {
    qualifier: readProjectSettings().qualifier,
    version: CdkBootstrapVersion.Properties.Value,
    digest: Digest.Properties.Value,
  };
}
