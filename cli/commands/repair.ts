import { plain } from '../../console/model/plain.ts';
import { createOperationClients, type OperationClients } from '../../operations/clients.ts';
import { planRepair, type RepairStep, repair } from '../../operations/repair.ts';
import { consents } from './confirm.ts';

export interface RepairOptions {
  readonly pipeline: string;
  readonly stage: string;
  readonly region?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const share = (part: number) => `${Math.round(part * 10_000) / 100} %`;

function describe(step: RepairStep): string {
  if (step.kind === 'continueRollback') return `${step.stackName}: continue the rollback that failed`;
  const now = Object.entries(step.now).map(([version, part]) => `${share(part)} on version ${version}`);
  return `${step.functionName}:${step.aliasName}: ${now.join(', ')} -> all on version ${step.version}`;
}

/**
 * Shows what is wrong with the aliases of a stage and, when the person agrees, puts it right.
 * @returns 0 when nothing was wrong or all is put right, 1 when something is wrong and was left as it is
 */
export async function runRepair(
  { pipeline: pipelineName, stage: stageName, region, yes = false, json = false }: RepairOptions,
  given?: OperationClients,
): Promise<number> {
  const clients = given ?? (await createOperationClients(region));
  const steps = await planRepair(clients, { pipelineName, stageName });
  const done: RepairStep[] = [];
  const say = (line: string) => {
    if (!json) process.stdout.write(`${plain(line)}\n`);
  };
  if (steps.length === 0) say(`Every alias of ${stageName} is wholly on the version that its stack's template says.`);
  for (const step of steps) say(describe(step));
  if (steps.length > 0 && (await consents({ yes, json }, 'Put it right?')))
    await repair(clients, steps, (step) => {
      done.push(step);
      say(`done: ${step.kind === 'setAlias' ? `${step.functionName}:${step.aliasName}` : step.stackName}`);
    });
  if (json) process.stdout.write(`${JSON.stringify({ pipelineName, stageName, steps, done: done.length }, null, 2)}\n`);
  return done.length === steps.length ? 0 : 1;
}
