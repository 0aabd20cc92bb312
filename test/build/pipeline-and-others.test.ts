import { runTogether } from './together.ts';

runTogether('pipeline', 'hooks', 'buildspecs', 'repository', 'supply-chain');
