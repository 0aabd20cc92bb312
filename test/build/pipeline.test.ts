import { runTogether } from './together.ts';

runTogether('pipeline');
