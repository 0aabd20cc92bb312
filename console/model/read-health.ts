import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { readPipeline, stacksOf } from '../../operations/pipeline-stage.ts';
import { readStack } from '../../operations/read-stack.ts';
import { Refused } from '../../operations/refused.ts';
import { planRepair } from '../../operations/repair.ts';
import type { AssemblyStack } from '../../policies/changes/assembly.ts';
import { artifactOf, assemblyNamesOf } from './assembly-artifact.ts';
import type { ReleaseClients } from './clients.ts';
import { newestExecutions } from './execution-list.ts';
import {
  aliasChecks,
  approvalChecks,
  bootstrapCheck,
  type Check,
  codeStorageCheck,
  concurrencyCheck,
  type FoundBootstrap,
  fine,
  hookChecks,
  type NeededBootstrap,
} from './health.ts';
import { readRuns } from './history-reader.ts';
import { part } from './part.ts';
import type { DossierReaders } from './read-dossier.ts';
import type { LivePipeline } from './read-live.ts';

/** What cannot be looked at is told as that, with the rights that it would take. */
async function checked(name: string, read: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  const checks = await part(read);
  return checks.known ? checks.value : [{ name, state: 'unknown', says: checks.why, mend: checks.mend }];
}

async function parameter({ ssm }: ReleaseClients, name: string): Promise<string | undefined> {
  try {
    return (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

async function readBootstrap(clients: ReleaseClients, qualifier: string): Promise<FoundBootstrap | undefined> {
  const [version, digest] = await Promise.all(
    ['version', 'slipway'].map((name) => parameter(clients, `/cdk-bootstrap/${qualifier}/${name}`)),
  );
  return version === undefined ? undefined : { version: Number(version), digest };
}

const template = z.object({
  Resources: z
    .record(
      z.string(),
      z.object({ Properties: z.object({ ReservedConcurrentExecutions: z.number().optional() }).optional() }),
    )
    .default({}),
});

/** The executions that the functions of a stack reserve. */
const reservedBy = (stack: AssemblyStack): number =>
  Object.values(template.parse(stack.template).Resources).reduce(
    (sum, { Properties }) => sum + (Properties?.ReservedConcurrentExecutions ?? 0),
    0,
  );

/** How deep a history is searched for a build. */
const EXECUTIONS = 10;

/** What the stacks of the pipeline's stages that are not deployed yet will reserve, by the newest build. */
async function reservedToCome({ clients, assembly }: DossierReaders, pipelineName: string) {
  const declaration = await readPipeline(clients, pipelineName);
  const names = assemblyNamesOf(declaration);
  if (names.length === 0) return undefined;
  for (const { id } of await newestExecutions(clients.codepipeline, pipelineName, EXECUTIONS)) {
    const place = artifactOf(await readRuns(clients.codepipeline, pipelineName, id), names);
    const built = place === undefined ? undefined : await assembly(place);
    if (built === undefined) continue;
    const own = new Set((declaration.stages ?? []).flatMap(stacksOf));
    const absent = await Promise.all(
      built.stacks
        .filter((stack) => own.has(stack.name))
        .map(async (stack) => ((await readStack(clients, stack.name)) === undefined ? reservedBy(stack) : 0)),
    );
    return absent.reduce((sum, one) => sum + one, 0);
  }
  return undefined;
}

async function quotaChecks(readers: DossierReaders, pipelineName: string): Promise<readonly Check[]> {
  const [{ AccountLimit, AccountUsage }, toCome] = await Promise.all([
    readers.clients.lambda.send(new GetAccountSettingsCommand({})),
    reservedToCome(readers, pipelineName),
  ]);
  const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: unreserved = 0 } = AccountLimit ?? {};
  return [
    concurrencyCheck({ limit, unreserved, toCome }),
    codeStorageCheck({ limit: AccountLimit?.TotalCodeSize ?? 0, used: AccountUsage?.TotalCodeSize ?? 0 }),
  ];
}

async function stageAliases(
  clients: ReleaseClients,
  pipelineName: string,
  stageName: string,
): Promise<readonly Check[]> {
  try {
    return aliasChecks(stageName, await planRepair(clients, { pipelineName, stageName }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // An alias on two versions is what a canary is.
    return [fine('aliases', `${stageName}: ${error.message}.`)];
  }
}

/**
 * Looks at what commonly stands in the way of a release.
 * @throws Refused where there is no such pipeline
 */
export async function readHealth(
  readers: DossierReaders,
  live: LivePipeline,
  bootstrap: NeededBootstrap,
): Promise<Check[]> {
  const { clients } = readers;
  const { pipelineName, stages, shifts, clock } = live;
  const deploying = stages.filter(({ kind }) => kind === 'deploy').map(({ name }) => name);
  const checks = await Promise.all([
    checked('bootstrap', async () => [bootstrapCheck(await readBootstrap(clients, bootstrap.qualifier), bootstrap)]),
    checked('quotas', () => quotaChecks(readers, pipelineName)),
    shifts.known
      ? hookChecks(shifts.value, clock.nowMs)
      : [{ name: 'hooks', state: 'unknown', says: shifts.why, mend: shifts.mend } as const],
    ...deploying.map((name) => checked('aliases', () => stageAliases(clients, pipelineName, name))),
    approvalChecks(live, clock.nowMs),
  ]);
  return checks.flat();
}
