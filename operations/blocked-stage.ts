import {
  GetPipelineStateCommand,
  type PipelineDeclaration,
  type RuleState,
  type StageState,
} from '@aws-sdk/client-codepipeline';
import type { OperationClients } from './clients.ts';
import { stageOf } from './pipeline-stage.ts';
import { Refused } from './refused.ts';

/** A release that a red alarm keeps out of a stage. */
export interface BlockedStage {
  readonly stageName: string;
  readonly executionId: string;
  /** The alarms that keep it out. */
  readonly alarmNames: readonly string[];
  /** What each rule of the stage's entry said. */
  readonly findings: readonly string[];
}

const failedRules = (stage: StageState): RuleState[] =>
  stage.beforeEntryConditionState?.conditionStates
    ?.flatMap(({ ruleStates }) => ruleStates ?? [])
    .filter(({ latestExecution }) => latestExecution?.status === 'Failed') ?? [];

const textOf = ({ ruleName, latestExecution }: RuleState) =>
  `${ruleName}: ${latestExecution?.errorDetails?.message ?? latestExecution?.summary ?? 'failed'}`;

/**
 * Finds the one release that a red alarm keeps out of a stage.
 *
 * @param only the stage to look at; absent: all of them
 * @throws Refused when there is none, when there are several, or when something else than an alarm keeps it out as well:
 * an override would let it past that too
 */
export async function findBlockedStage(
  { codepipeline }: OperationClients,
  pipeline: PipelineDeclaration,
  only: string | undefined,
): Promise<BlockedStage> {
  if (only !== undefined) stageOf(pipeline, only);
  const { stageStates = [] } = await codepipeline.send(new GetPipelineStateCommand({ name: pipeline.name }));
  const blocked = stageStates.filter(
    (stage) =>
      (only === undefined || stage.stageName === only) &&
      stage.latestExecution?.status === 'Failed' &&
      failedRules(stage).length > 0,
  );
  const [stage, another] = blocked;
  if (stage === undefined)
    throw new Refused(
      `No release of ${pipeline.name} is kept out of ${only ?? 'a stage'} by a gate`,
      'This is only for a release that a red alarm has stopped before a stage.',
    );
  if (another !== undefined)
    throw new Refused(
      `Releases are kept out of several stages: ${blocked.map(({ stageName }) => stageName).join(', ')}`,
      'Say which with --stage.',
    );
  return blockedBy(pipeline, stage);
}

function blockedBy(pipeline: PipelineDeclaration, state: StageState): BlockedStage {
  const { stageName = '' } = state;
  const declared = (stageOf(pipeline, stageName).beforeEntry?.conditions ?? []).flatMap(({ rules }) => rules ?? []);
  const failed = failedRules(state).map((rule) => ({
    text: textOf(rule),
    declaration: declared.find(({ name }) => name === rule.ruleName),
  }));
  const others = failed.filter(({ declaration }) => declaration?.ruleTypeId?.provider !== 'CloudWatchAlarm');
  if (others.length > 0)
    throw new Refused(
      `Not only an alarm keeps the release out of ${stageName}. ${others.map(({ text }) => text).join('; ')}`,
      'Put that right first, then retry the stage; an alarm is the only thing that this goes past.',
    );
  return {
    stageName,
    executionId: state.latestExecution?.pipelineExecutionId ?? '',
    alarmNames: failed.flatMap(({ declaration }) => declaration?.configuration?.AlarmName ?? []),
    findings: failed.map(({ text }) => text),
  };
}
