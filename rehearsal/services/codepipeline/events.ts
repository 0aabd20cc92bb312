import type { ActionTypeId } from '@aws-sdk/client-codepipeline';
import type { AwsEventInput } from '../../kernel/bus.ts';
import type { Scope } from '../../kernel/service.ts';
import { actionOf, stageOf } from './declaration.ts';
import type { Happening } from './machine/draft.ts';
import { type Pipeline, type S3Place, versions } from './state.ts';

/**
 * The events of CodePipeline, in the shapes of
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export function toEvent(scope: Scope, pipeline: Pipeline, happening: Happening): AwsEventInput {
  const { execution, state } = happening;
  const common = {
    pipeline: pipeline.name,
    'execution-id': execution.id,
    'start-time': new Date(execution.startedMs).toISOString(),
    state,
    version: execution.version,
  };
  const event = (kind: string, detail: Record<string, unknown>): AwsEventInput => ({
    source: 'aws.codepipeline',
    'detail-type': `CodePipeline ${kind} Execution State Change`,
    account: scope.account,
    region: scope.region,
    resources: [pipeline.arn],
    detail: { ...common, ...detail },
  });
  if (happening.of === 'pipeline')
    return event('Pipeline', {
      'execution-trigger': { 'trigger-type': execution.trigger.type, 'trigger-detail': execution.trigger.detail },
      ...(execution.rollbackOf === undefined ? {} : { 'rollback-target-execution-id': execution.rollbackOf }),
      'pipeline-execution-attempt': attempt(Object.values(execution.stages)),
    });
  if (happening.of === 'stage')
    return event('Stage', {
      stage: happening.stage,
      'pipeline-execution-attempt': attempt([execution.stages[happening.stage]]),
    });
  const { run } = happening;
  return event('Action', {
    'start-time': new Date(run.startedMs).toISOString(),
    stage: run.stage,
    action: run.action,
    'action-execution-id': run.id,
    region: scope.region,
    type: actionType(scope, pipeline, execution.version, run.stage, run.action),
    'input-artifacts': artifacts(run.inputs),
    ...(state === 'SUCCEEDED' ? { 'output-artifacts': artifacts(run.outputs) } : {}),
    ...(state === 'STARTED'
      ? {}
      : {
          'execution-result': {
            'external-execution-id': run.externalExecutionId,
            'external-execution-url': run.externalExecutionUrl,
            'external-execution-summary': run.error?.message ?? run.summary,
            ...(run.error === undefined ? {} : { 'error-code': run.error.code }),
          },
        }),
  });
}

const attempt = (stages: readonly ({ automaticRetries: number; manualRetries: number } | undefined)[]): number =>
  1 + stages.reduce((sum, stage) => sum + (stage?.automaticRetries ?? 0) + (stage?.manualRetries ?? 0), 0);

const artifacts = (places: Readonly<Record<string, S3Place>>) =>
  Object.entries(places).map(([name, { bucket, key }]) => ({ name, s3location: { bucket, key } }));

function actionType(
  scope: Scope,
  pipeline: Pipeline,
  version: number,
  stage: string,
  action: string,
): ActionTypeId | undefined {
  const declaration = versions(scope).get(`${pipeline.name}/${version}`);
  return declaration === undefined ? undefined : actionOf(stageOf(declaration, stage), action).actionTypeId;
}
