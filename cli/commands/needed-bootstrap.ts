import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { NeededBootstrap } from '../../console/model/health.ts';
import { readProjectSettings } from '../../rehearsal/session/project-settings.ts';

const TEMPLATE = join(import.meta.dirname, '..', '..', 'policies', 'bootstrap.yaml');

/** The bootstrap that this project deploys with: its own template's version, and the qualifier of cdk.json. */
export async function neededBootstrap(): Promise<NeededBootstrap> {
  // CloudFormation's own tags (!Sub) are no business of this.
  const document = parseDocument(await readFile(TEMPLATE, 'utf8'), { logLevel: 'silent' });
  const version = z.coerce.number().parse(document.getIn(['Resources', 'CdkBootstrapVersion', 'Properties', 'Value']));
  return { qualifier: readProjectSettings().qualifier, version };
}
