import type { PutJobSuccessResultCommandInput, PutJobSuccessResultCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { changeJob } from '../change-job.ts';
import { CONTINUATION_TOKEN } from '../function-job.ts';

/**
 * A function of an Invoke action or a LambdaInvoke rule reports success, or with a continuation token that it has to be asked again.
 * @throws ServiceError JobNotFoundException, InvalidJobStateException
 */
export function putJobSuccessResult(
  input: PutJobSuccessResultCommandInput,
  context: Context,
): Output<PutJobSuccessResultCommandOutput> {
  const { executionDetails: details, continuationToken } = input;
  changeJob(context, input.jobId ?? '', ({ draft, run, finish }) => {
    const progress = {
      ...(details?.summary === undefined ? {} : { summary: details.summary }),
      ...(details?.externalExecutionId === undefined ? {} : { externalExecutionId: details.externalExecutionId }),
      ...(details?.percentComplete === undefined ? {} : { percentComplete: details.percentComplete }),
    };
    if (continuationToken !== undefined) {
      Object.assign(run, progress);
      run.memory[CONTINUATION_TOKEN] = continuationToken;
      run.updatedMs = draft.nowMs;
    } else
      finish({
        ...progress,
        status: 'Succeeded',
        outputVariables: input.outputVariables ?? {},
      });
  });
  return {};
}
