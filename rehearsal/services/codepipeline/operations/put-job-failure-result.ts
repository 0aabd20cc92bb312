import type { PutJobFailureResultCommandInput, PutJobFailureResultCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { changeJob } from '../change-job.ts';
import { finishAction } from '../machine/finish.ts';

/**
 * A function of an Invoke action reports failure.
 * @throws ServiceError JobNotFoundException, InvalidJobStateException
 */
export function putJobFailureResult(
  input: PutJobFailureResultCommandInput,
  context: Context,
): Output<PutJobFailureResultCommandOutput> {
  const { type = 'JobFailed', message = '', externalExecutionId } = input.failureDetails ?? {};
  changeJob(context, input.jobId ?? '', (draft, execution, run) =>
    finishAction(draft, execution, run.id, {
      status: 'Failed',
      error: { code: type, message },
      ...(externalExecutionId === undefined ? {} : { externalExecutionId }),
    }),
  );
  return {};
}
