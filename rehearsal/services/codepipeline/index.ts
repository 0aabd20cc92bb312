import * as sdk from '@aws-sdk/client-codepipeline';
import type { AwsEvent } from '../../kernel/bus.ts';
import type { Kernel, Operations, Service } from '../../kernel/service.ts';
import { authorization } from './authorization.ts';
import { createPipeline } from './operations/create-pipeline.ts';
import { deletePipeline } from './operations/delete-pipeline.ts';
import { disableStageTransition } from './operations/disable-stage-transition.ts';
import { enableStageTransition } from './operations/enable-stage-transition.ts';
import { getPipeline } from './operations/get-pipeline.ts';
import { getPipelineExecution } from './operations/get-pipeline-execution.ts';
import { getPipelineState } from './operations/get-pipeline-state.ts';
import { listActionExecutions } from './operations/list-action-executions.ts';
import { listPipelineExecutions } from './operations/list-pipeline-executions.ts';
import { listPipelines } from './operations/list-pipelines.ts';
import { listRuleExecutions } from './operations/list-rule-executions.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { overrideStageCondition } from './operations/override-stage-condition.ts';
import { putApprovalResult } from './operations/put-approval-result.ts';
import { putJobFailureResult } from './operations/put-job-failure-result.ts';
import { putJobSuccessResult } from './operations/put-job-success-result.ts';
import { retryStageExecution } from './operations/retry-stage-execution.ts';
import { rollbackStage } from './operations/rollback-stage.ts';
import { startPipelineExecution } from './operations/start-pipeline-execution.ts';
import { stopPipelineExecution } from './operations/stop-pipeline-execution.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updatePipeline } from './operations/update-pipeline.ts';
import { templateRoute } from './providers/cloudformation/staged-template.ts';
import { resumeRegion } from './runner.ts';
import { wake } from './wakes.ts';

export const codepipeline = {
  signingName: 'codepipeline',
  sdk,
  operations: {
    CreatePipeline: createPipeline,
    DeletePipeline: deletePipeline,
    DisableStageTransition: disableStageTransition,
    EnableStageTransition: enableStageTransition,
    GetPipeline: getPipeline,
    GetPipelineExecution: getPipelineExecution,
    GetPipelineState: getPipelineState,
    ListActionExecutions: listActionExecutions,
    ListPipelineExecutions: listPipelineExecutions,
    ListPipelines: listPipelines,
    ListRuleExecutions: listRuleExecutions,
    ListTagsForResource: listTagsForResource,
    OverrideStageCondition: overrideStageCondition,
    PutApprovalResult: putApprovalResult,
    PutJobFailureResult: putJobFailureResult,
    PutJobSuccessResult: putJobSuccessResult,
    RetryStageExecution: retryStageExecution,
    RollbackStage: rollbackStage,
    StartPipelineExecution: startPipelineExecution,
    StopPipelineExecution: stopPipelineExecution,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdatePipeline: updatePipeline,
  } satisfies Operations<typeof sdk>,
  authorization,
  routes: [templateRoute],
  start: (kernel) => kernel.bus.subscribe('codepipeline', (event) => wakeFor(kernel, event)),
  resume: (kernel) => {
    for (const region of kernel.regions()) resumeRegion(kernel.scope(region));
  },
} satisfies Service;

/** What an action may be waiting for has changed. */
function wakeFor(kernel: Kernel, event: AwsEvent): void {
  if (event.source === 'aws.codebuild' && event['detail-type'] === 'CodeBuild Build State Change') {
    const arn = String(event.detail['build-id']);
    wake(kernel.bus, `build ${arn.slice(arn.lastIndexOf('/') + 1)}`);
  }
  if (event.source === 'aws.cloudwatch' && event['detail-type'] === 'CloudWatch Alarm State Change')
    wake(kernel.bus, `alarm ${String(event.detail.alarmName)}`);
  if (event.source === 'aws.cloudformation') wake(kernel.bus, `stack ${String(event.detail['stack-id'])}`);
}
