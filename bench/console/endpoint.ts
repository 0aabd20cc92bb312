import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executions, pipelines, versions } from '../../rehearsal/services/codepipeline/state.ts';
import { services } from '../../rehearsal/services/registry.ts';
import { startRehearsal } from '../../rehearsal/start.ts';
import { declaration, longHistory, PIPELINE } from './history.ts';

/*
 * An endpoint with the long history, in a process of its own as every endpoint is: tells its parent where it is, and ends
 * with it.
 */

const REGION = 'eu-west-1';
const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-console-'));
const rehearsal = await startRehearsal({
  folder,
  port: 0,
  account: '111122223333',
  services,
  speed: 1,
  report: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
});
const scope = rehearsal.kernel.scope(REGION);
const history = longHistory(rehearsal.kernel.clock.now());
scope.store.transaction(() => {
  versions(scope).put(`${PIPELINE}/1`, declaration);
  pipelines(scope).put(PIPELINE, history.pipeline);
  for (const execution of history.executions) executions(scope).put(`${PIPELINE}/${execution.id}`, execution);
});
process.once('disconnect', async () => {
  await rehearsal.stop();
  rmSync(folder, { recursive: true, force: true });
});
process.send?.({ endpoint: rehearsal.endpoint, region: REGION, credentials: rehearsal.credentials });
