import { scenarios } from '../../rehearsal/scenarios/registry.ts';

export interface ScenariosCommandOptions {
  readonly json?: boolean;
}

/** Lists what `rehearse --scenario` can run. */
export async function listScenarios(options: ScenariosCommandOptions): Promise<number> {
  const rows = scenarios.map(({ name, push, outcome }) => ({ name, push, outcome }));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...rows.map((row) => row.name.length));
  for (const { name, push, outcome } of rows)
    process.stdout.write(`${name.padEnd(width)}  ${push}\n${' '.repeat(width)}  -> ${outcome}\n`);
  return 0;
}
