import { runTogether } from './together.ts';

runTogether('policies', 'pipeline');
