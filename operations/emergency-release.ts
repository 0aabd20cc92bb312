import { OverrideStageConditionCommand, type PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { announce, topicsOf } from './announce.ts';
import { writeAudit } from './audit-log.ts';
import { auditLogGroupName } from './audit-log-group.ts';
import { type BlockedStage, findBlockedStage } from './blocked-stage.ts';
import type { OperationClients } from './clients.ts';
import { type RedGroup, redGroups } from './deployment-alarms.ts';
import { readPipeline, stageOf } from './pipeline-stage.ts';
import { Refused } from './refused.ts';

/** What an emergency release would do. */
export interface EmergencyPlan extends BlockedStage {
  readonly pipelineName: string;
  readonly reason: string;
  readonly callerArn: string;
  readonly topicArns: readonly string[];
  readonly auditLogGroup: string;
  /** Deployment groups whose own alarms are red: these are not passed, CodeDeploy will stop their deployments. */
  readonly redGroups: readonly RedGroup[];
}

const REASON_MIN = 10;

/**
 * Looks for the one release that a red alarm keeps out of a stage, and for who has to be told. Changes nothing.
 *
 * @param stageName the stage; absent: the one at which a release is kept out
 * @throws Refused when there is no such release, when something else than an alarm keeps it out too, when the reason says
 * nothing, or when there is nobody to tell
 */
export async function planEmergencyRelease(
  clients: OperationClients,
  { pipelineName, stageName, reason }: { pipelineName: string; stageName: string | undefined; reason: string },
): Promise<EmergencyPlan> {
  if (reason.trim().length < REASON_MIN)
    throw new Refused(
      `The reason is "${reason}"`,
      `Say in at least ${REASON_MIN} letters why the release cannot wait: it is what everybody will read.`,
    );
  const pipeline: PipelineDeclaration = await readPipeline(clients, pipelineName);
  const blocked = await findBlockedStage(clients, pipeline, stageName);
  const topicArns = await topicsOf(clients, pipeline, blocked.alarmNames);
  if (topicArns.length === 0)
    throw new Refused(
      'There is nobody to tell: no approval of the pipeline and none of the alarms has a topic',
      'Give the alarm an action on a topic, or a stage an approval.',
    );
  const { Arn: callerArn } = await clients.sts.send(new GetCallerIdentityCommand({}));
  if (callerArn === undefined) throw new Error('sts:GetCallerIdentity answered no ARN');
  return {
    ...blocked,
    pipelineName,
    reason: reason.trim(),
    callerArn,
    topicArns,
    auditLogGroup: auditLogGroupName(pipelineName),
    redGroups: await redGroups(clients, stageOf(pipeline, blocked.stageName)),
  };
}

/**
 * Lets exactly this execution into exactly this stage. It is written down and told first: an override that nobody knows
 * of cannot happen. The next execution meets the alarm again.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_OverrideStageCondition.html
 *
 * @throws the SDK's NotLatestPipelineExecutionException or ConditionNotOverridableException when the stage has moved on
 * meanwhile; that is written down as well
 */
export async function releasePastAlarms(clients: OperationClients, plan: EmergencyPlan, at: Date): Promise<void> {
  const { pipelineName, stageName, executionId, alarmNames, reason, callerArn } = plan;
  const entry = { event: 'release-past-alarms', pipelineName, stageName, executionId, alarmNames, reason, callerArn };
  await writeAudit(clients, pipelineName, executionId, { ...entry, outcome: 'begun', at });
  await announce(
    clients,
    plan.topicArns,
    `Emergency release of ${pipelineName} to ${stageName} past a red alarm`,
    [
      `${callerArn} releases execution ${executionId} of ${pipelineName} to ${stageName} past a red alarm.`,
      `Reason: ${reason}`,
      `Alarms: ${alarmNames.join(', ')}`,
      ...plan.findings,
    ].join('\n'),
  );
  try {
    await clients.codepipeline.send(
      new OverrideStageConditionCommand({
        pipelineName,
        stageName,
        pipelineExecutionId: executionId,
        conditionType: 'BEFORE_ENTRY',
      }),
    );
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await writeAudit(clients, pipelineName, executionId, { ...entry, outcome: `refused: ${why}`, at });
    throw error;
  }
  await writeAudit(clients, pipelineName, executionId, { ...entry, outcome: 'overridden', at });
}
