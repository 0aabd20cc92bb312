import type { PutApprovalResultCommandInput, PutApprovalResultCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { actionNotFound, approvalAlreadyCompleted, invalidApprovalToken, validation } from '../errors.ts';
import { finishAction } from '../machine/finish.ts';
import { requireStage } from '../require-stage.ts';
import { change, executionsOf } from '../runner.ts';

/**
 * Answers an approval.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html
 * @throws ServiceError PipelineNotFoundException, StageNotFoundException, ActionNotFoundException,
 * InvalidApprovalTokenException, ApprovalAlreadyCompletedException
 */
export function putApprovalResult(
  input: PutApprovalResultCommandInput,
  context: Context,
): Output<PutApprovalResultCommandOutput> {
  const { stageName = '', actionName = '', token = '', pipelineName = '' } = input;
  const { status, summary = '' } = input.result ?? {};
  if (status !== 'Approved' && status !== 'Rejected')
    throw validation(
      `Value '${status}' at 'result.status' failed to satisfy constraint: Member must satisfy enum value set: [Approved, Rejected]`,
    );
  change(context, pipelineName, (draft) => {
    const stage = requireStage(draft.pipeline, stageName);
    const action = draft.pipeline.declaration.stages
      ?.find(({ name }) => name === stage)
      ?.actions?.find(({ name }) => name === actionName);
    if (action === undefined) throw actionNotFound(stageName, actionName);
    const { execution, run } = findRun(context, pipelineName, stageName, actionName, token);
    if (run.status !== 'InProgress') throw approvalAlreadyCompleted(actionName);
    finishAction(draft, draft.execution(execution.id), run.id, {
      status: status === 'Approved' ? 'Succeeded' : 'Failed',
      summary,
      updatedBy: context.principal.arn,
      ...(status === 'Approved' ? {} : { error: { code: 'JobFailed', message: summary } }),
    });
  });
  return { approvedAt: new Date(context.clock.now()) };
}

function findRun(context: Context, pipeline: string, stage: string, action: string, token: string) {
  for (const execution of executionsOf(context, pipeline)) {
    const run = execution.runs.find(
      (candidate) => candidate.stage === stage && candidate.action === action && candidate.token === token,
    );
    if (run !== undefined) return { execution, run };
  }
  throw invalidApprovalToken(action);
}
