import type { Command } from 'commander';
import { groups } from '../../rehearsal/scenarios/registry.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { places } from '../completion/words.ts';
import { zshCompletion } from '../completion/zsh.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Shells that there is a completion for. */
export type Shell = keyof typeof SCRIPTS;

/** Prints what makes a shell complete the command line, from its own definition. */
export function completion(slipway: Command, shell: Shell): number {
  const scenarios = groups.flatMap(({ name, scenarios: own }) => [name, ...own.map((one) => one.name)]);
  process.stdout.write(SCRIPTS[shell](places(slipway, { '--scenario': ['all', ...scenarios] })));
  return 0;
}
