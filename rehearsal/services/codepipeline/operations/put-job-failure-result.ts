import type { PutJobFailureResultCommandInput, PutJobFailureResultCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { changeJob } from '../change-job.ts';

/**
 * A function of an Invoke action or a LambdaInvoke rule reports failure.
 * @throws ServiceError JobNotFoundException, InvalidJobStateException
 */
export function putJobFailureResult(
  input: PutJobFailureResultCommandInput,
  context: Context,
): Output<PutJobFailureResultCommandOutput> {
  const { type = 'JobFailed', message = '', externalExecutionId } = input.failureDetails ?? {};
  changeJob(context, input.jobId ?? '', ({ finish }) =>
    finish({
      status: 'Failed',
      error: { code: type, message },
      ...(externalExecutionId === undefined ? {} : { externalExecutionId }),
    }),
  );
  return {};
}
