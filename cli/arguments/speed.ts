import { Option } from 'commander';
import { positive } from './options.ts';

/** How many times faster than the wall clock waiting passes: where somebody watches, and in scenarios, which are many. */
export const SPEED = { watched: 60, scenarios: 120 } as const;

const option = (about: string) => new Option('--speed <n>', about).argParser(positive(100_000));
const ABOUT = 'how many times faster than the wall clock waiting passes';

/** Of an endpoint by itself. */
export const speed = () => option(ABOUT).default(SPEED.watched);

/** Of a rehearsal, which knows what it is for; nothing unless told. */
export const speedOfRehearsal = () => option(`${ABOUT} (default: ${SPEED.watched}, scenarios: ${SPEED.scenarios})`);
