import { runTogether } from './together.ts';

runTogether('app', 'hooks', 'buildspecs', 'repository', 'supply-chain');
