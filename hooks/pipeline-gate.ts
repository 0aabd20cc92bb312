import {
  type CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import * as z from 'zod/mini';
import { json } from './environment.ts';
import type { Verdict } from './verdict.ts';
import { verdictInTime } from './verdict-in-time.ts';

/** What a rule of a stage tells its gate, as `UserParameters`: the construct encodes it, the gate decodes it. */
export const GateParameters = json(z.object({ stage: z.string().check(z.minLength(1)) }));

/**
 * Payload with which CodePipeline invokes a function. It also holds credentials for the artifacts: never log it.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html#actions-invoke-lambda-function-json-event-example
 */
const GateEvent = z.object({
  'CodePipeline.job': z.object({
    id: z.string().check(z.minLength(1)),
    data: z.object({
      actionConfiguration: z.object({ configuration: z.object({ UserParameters: GateParameters }) }),
    }),
  }),
});

/** The outside of a gate, given by its handler and by tests. */
export interface GateEnvironment {
  /** Name of the gate in the log. */
  readonly gate: string;
  /** Time left before Lambda ends the invocation. */
  readonly remainingTimeMs: number;
  /** Tells CodePipeline. */
  readonly report: (jobId: string, verdict: Verdict) => Promise<void>;
  /** Observes and decides whether the release may enter the stage. */
  readonly judge: (stage: string) => Promise<Verdict>;
  /** Writes one structured log line. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * Answers a LambdaInvoke rule of a stage exactly once: success for the verdict `pass`, failure with the reason for every
 * other verdict, for any error thrown by `judge`, and when the time is nearly up.
 *
 * @throws where the event is no job (there is nobody to report to), or the report is refused.
 */
export async function runPipelineGate(event: unknown, environment: GateEnvironment): Promise<void> {
  const { id, data } = GateEvent.parse(event)['CodePipeline.job'];
  const { stage } = data.actionConfiguration.configuration.UserParameters;
  const outcome = await verdictInTime(() => environment.judge(stage), environment.remainingTimeMs);
  environment.log({ gate: environment.gate, stage, jobId: id, ...outcome });
  await environment.report(id, outcome);
}

/** CodePipeline takes this much of a summary or a message. */
const LONGEST_TEXT = 2_048;

/** Reports a verdict to CodePipeline: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobFailureResult.html */
export function reportTo(client: CodePipelineClient): GateEnvironment['report'] {
  return async (jobId, { verdict, reason }) => {
    const text = reason.slice(0, LONGEST_TEXT);
    await (verdict === 'pass'
      ? client.send(new PutJobSuccessResultCommand({ jobId, executionDetails: { summary: text } }))
      : client.send(new PutJobFailureResultCommand({ jobId, failureDetails: { type: 'JobFailed', message: text } })));
  };
}
