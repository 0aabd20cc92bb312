import { groups } from '../../rehearsal/scenarios/registry.ts';
import type { Scenario } from '../../rehearsal/scenarios/scenario.ts';

export interface ScenariosCommandOptions {
  readonly json?: boolean;
}

/** What is different from the project as it is before the scenario; null where nothing is. */
const settingOf = ({ setting }: Scenario): string | null =>
  setting === undefined || setting === 'nothing' ? null : setting.what;

/** Lists what `rehearse --scenario` can run. */
export async function listScenarios(options: ScenariosCommandOptions): Promise<number> {
  if (options.json) {
    const rows = groups.flatMap((group) =>
      group.scenarios.map((scenario) => {
        const { name, push, outcome } = scenario;
        return { name, push, outcome, group: group.name, setting: settingOf(scenario) };
      }),
    );
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...groups.flatMap((group) => group.scenarios.map(({ name }) => name.length)));
  const indent = ' '.repeat(2 + width);
  for (const group of groups) {
    process.stdout.write(`${group.name}: ${group.about}\n`);
    for (const scenario of group.scenarios) {
      const { name, push, outcome } = scenario;
      const setting = settingOf(scenario);
      process.stdout.write(`  ${name.padEnd(width)}  ${push}\n${indent}  -> ${outcome}\n`);
      if (setting !== null) process.stdout.write(`${indent}  in: ${setting}\n`);
    }
  }
  return 0;
}
