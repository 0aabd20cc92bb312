import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Job } from './job.ts';
import type { Outcome } from './machine/finish.ts';
import { jobs } from './state.ts';

/**
 * A function that does not reply in this time after it was invoked, be it with a continuation token, has failed; so does its action or
 * its rule. It may go on with tokens for a day. https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
 */
const REPLY_MS = 20 * 60_000;
const TIMEOUT_MS = 24 * 60 * 60_000;
/** After a result with a continuation token the function is invoked again, as CodePipeline does about twice a minute. */
const CONTINUE_AFTER_MS = 30_000;
const INVOKED_WITH = 'invokedWith';
const INVOKED_MS = 'invokedMs';
/** Where PutJobSuccessResult leaves a continuation token. */
export const CONTINUATION_TOKEN = 'continuationToken';

/**
 * Of an Invoke action and of a LambdaInvoke rule: invokes a function asynchronously with a job and waits until it
 * answers with PutJobSuccessResult or PutJobFailureResult.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-LambdaInvoke.html says how the rule is
 * configured, and not how its function answers; the job model is taken for it, as the only one that CodePipeline has.
 */
export async function lambdaInvoke(job: Job): Promise<Outcome | undefined> {
  const jobId = job.runId;
  jobs(job.scope).put(jobId, { pipeline: job.pipelineName, executionId: job.executionId, runId: job.runId });
  while (job.isOpen()) {
    const continuation = job.recall(CONTINUATION_TOKEN) ?? '';
    const invokedWith = job.recall(INVOKED_WITH);
    if (invokedWith !== continuation) {
      if (invokedWith !== undefined) await job.wait(`job ${jobId} again`, CONTINUE_AFTER_MS);
      if (!job.isOpen()) return undefined;
      await invoke(job, jobId, continuation);
      job.remember({ [INVOKED_WITH]: continuation, [INVOKED_MS]: String(job.scope.clock.now()) });
    }
    const deadlineMs = Math.min(job.startedMs + TIMEOUT_MS, Number(job.recall(INVOKED_MS)) + REPLY_MS);
    const leftMs = deadlineMs - job.scope.clock.now();
    if (leftMs <= 0)
      return {
        status: 'Failed',
        error: {
          code: 'JobFailed',
          message: `The AWS Lambda function ${job.configuration.FunctionName} failed to return a result.`,
        },
      };
    await job.wait(`job ${jobId}`, leftMs);
  }
  return undefined;
}

async function invoke(job: Job, jobId: string, continuationToken: string): Promise<void> {
  const lambda = await job.client(LambdaClient);
  const keys = await job.keys();
  const artifacts = (places: Job['inputs']) =>
    Object.entries(places).map(([name, { bucket, key }]) => ({
      name,
      revision: null,
      location: { type: 'S3', s3Location: { bucketName: bucket, objectKey: key } },
    }));
  const encryptionKey = job.store.encryptionKey;
  const event = {
    'CodePipeline.job': {
      id: jobId,
      accountId: job.scope.account,
      data: {
        actionConfiguration: { configuration: job.configuration },
        inputArtifacts: artifacts(job.inputs),
        outputArtifacts: artifacts(job.outputs),
        artifactCredentials: keys,
        ...(continuationToken === '' ? {} : { continuationToken }),
        ...(encryptionKey === undefined ? {} : { encryptionKey }),
      },
    },
  };
  await lambda.send(
    new InvokeCommand({
      FunctionName: job.setting('FunctionName'),
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(event)),
    }),
  );
}
