import { runTogether } from './together.ts';

runTogether('app', 'policies');
