import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { Context } from 'aws-lambda';
import { reportTo, runPipelineGate } from '../pipeline-gate.ts';
import { FreezeGateEnvironment } from './contract.ts';
import { decideFreeze } from './decide.ts';

const codepipeline = new CodePipelineClient();

/** Lambda entry point: a rule of a stage that asks the freeze calendar. */
export const handler = (event: unknown, context: Context): Promise<void> =>
  runPipelineGate(event, {
    gate: 'freeze',
    remainingTimeMs: context.getRemainingTimeInMillis(),
    report: reportTo(codepipeline),
    judge: async (stage) => decideFreeze(FreezeGateEnvironment.parse(process.env).FREEZE_CALENDAR, stage, Date.now()),
    log: (line) => console.log(JSON.stringify(line)),
  });
