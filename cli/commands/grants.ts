import { judgeIdleGrants, readGrantEntries } from '../../rehearsal/access/grant-entries.ts';
import { type Dependence, removeEachGrant } from '../../rehearsal/access/grant-removal.ts';
import { readRecording } from '../../rehearsal/access/recording.ts';
import { colorsFor } from '../render/colors.ts';
import { dependenceLines, judgedLines } from '../render/grants.ts';

export interface GrantsOptions {
  readonly entries: readonly string[];
  readonly json?: boolean;
}

/**
 * Takes every grant of every role away by itself, and says what of the recorded rehearsal would have been denied.
 * @returns 1 where a grant survives without a reason, or a reason is for none
 */
export function grants(file: string, { entries, json = false }: GrantsOptions): number {
  const recording = readRecording(file);
  const table = removeEachGrant(recording);
  const isSurvivor = ({ denied }: Dependence): boolean => denied.length === 0;
  const survivors = table.filter(isSurvivor).map(({ grant }) => grant);
  const judged = judgeIdleGrants(
    survivors,
    table.filter((row) => !isSurvivor(row)).map(({ grant }) => grant),
    entries.flatMap(readGrantEntries),
    recording.scenarios.map(({ name }) => name),
  );
  const stream = json ? process.stderr : process.stdout;
  const colors = colorsFor(stream);
  if (json) {
    const rows = table.map(({ grant, denied, scenarios }) => ({
      role: grant.role,
      policy: grant.policy.name,
      action: grant.action,
      resource: grant.resource,
      denied: denied.map(({ action, resource }) => ({ action, resource })),
      scenarios,
    }));
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else for (const line of dependenceLines(table, colors)) stream.write(`${line}\n`);
  for (const line of judgedLines('not needed', survivors.length, judged, colors)) stream.write(`${line}\n`);
  stream.write(`${table.length} grants taken away, ${table.length - survivors.length} make a scenario fail\n`);
  return judged.unexplained.length + judged.pointless.length > 0 ? 1 : 0;
}
