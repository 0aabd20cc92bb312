import { createOperationClients, type OperationClients } from '../../operations/clients.ts';
import { type EmergencyPlan, planEmergencyRelease, releasePastAlarms } from '../../operations/emergency-release.ts';

export interface ReleaseOptions {
  readonly pipeline: string;
  readonly stage?: string;
  readonly region?: string;
  readonly reason: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

function describe(plan: EmergencyPlan): string[] {
  return [
    `Execution ${plan.executionId} of ${plan.pipelineName} is kept out of ${plan.stageName}:`,
    ...plan.findings.map((finding) => `  ${finding}`),
    `Reason: ${plan.reason}`,
    `By: ${plan.callerArn}`,
    `Told: ${plan.topicArns.join(', ')}`,
    `Written to: ${plan.auditLogGroup}`,
    ...plan.redGroups.map(
      ({ deploymentGroupName, alarmNames }) =>
        `CodeDeploy will stop the deployment of ${deploymentGroupName} while ${alarmNames.join(', ')} is red: no override reaches that.`,
    ),
  ];
}

/**
 * Shows which release a red alarm keeps out and, with `--yes`, lets it in.
 * @returns 0 when it was let in, 1 when it was left where it is
 */
export async function runRelease(
  { pipeline: pipelineName, stage: stageName, region, reason, yes = false, json = false }: ReleaseOptions,
  given?: OperationClients,
  now: Date = new Date(),
): Promise<number> {
  const clients = given ?? (await createOperationClients(region));
  const plan = await planEmergencyRelease(clients, { pipelineName, stageName, reason });
  const say = (line: string) => {
    if (!json) process.stdout.write(`${line}\n`);
  };
  for (const line of describe(plan)) say(line);
  if (yes) {
    await releasePastAlarms(clients, plan, now);
    say(`Execution ${plan.executionId} enters ${plan.stageName}.`);
  } else say('Nothing is changed yet. Add --yes to do this.');
  if (json) process.stdout.write(`${JSON.stringify({ ...plan, released: yes }, null, 2)}\n`);
  return yes ? 0 : 1;
}
