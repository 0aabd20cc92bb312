import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { reportTo, runPipelineGate } from '../pipeline-gate.ts';
import type { Verdict } from '../verdict.ts';
import { AliasGuardEnvironment, type ReleasedAlias } from './contract.ts';
import { decideAliases, type Routing } from './decide.ts';

/** Looks at the aliases of a stage and decides. */
export async function judgeAliases(
  environment: AliasGuardEnvironment,
  stage: string,
  routingOf: (alias: ReleasedAlias) => Promise<Routing | undefined>,
): Promise<Verdict> {
  const aliases = environment.ALIASES[stage] ?? [];
  const seen = await Promise.all(aliases.map(async (alias) => ({ ...alias, routing: await routingOf(alias) })));
  return decideAliases(stage, aliases, seen);
}

const lambda = new LambdaClient();
const codepipeline = new CodePipelineClient();

async function readRouting({ functionName, aliasName }: ReleasedAlias): Promise<Routing | undefined> {
  try {
    const alias = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: aliasName }));
    return {
      version: alias.FunctionVersion ?? '?',
      additionalWeights: alias.RoutingConfig?.AdditionalVersionWeights ?? {},
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Lambda entry point: a rule of a stage that looks at the aliases it is going to shift. */
export const handler = (event: unknown, context: Context): Promise<void> =>
  runPipelineGate(event, {
    gate: 'alias-guard',
    remainingTimeMs: context.getRemainingTimeInMillis(),
    report: reportTo(codepipeline),
    judge: (stage) => judgeAliases(AliasGuardEnvironment.parse(process.env), stage, readRouting),
    log: (line) => console.log(JSON.stringify(line)),
  });
