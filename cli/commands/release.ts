import { plain } from '../../console/model/plain.ts';
import { createOperationClients, type OperationClients } from '../../operations/clients.ts';
import { type EmergencyPlan, planEmergencyRelease, releasePastAlarms } from '../../operations/emergency-release.ts';
import { consents } from './confirm.ts';

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
 * Shows which release a red alarm keeps out and, when the person agrees, lets it in.
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
    if (!json) process.stdout.write(`${plain(line)}\n`);
  };
  for (const line of describe(plan)) say(line);
  const agreed = await consents({ yes, json }, `Let it into ${plan.stageName}?`);
  if (agreed) {
    await releasePastAlarms(clients, plan, now);
    say(`Execution ${plan.executionId} enters ${plan.stageName}.`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ ...plan, released: agreed }, null, 2)}\n`);
  return agreed ? 0 : 1;
}
