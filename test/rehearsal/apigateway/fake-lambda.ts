import * as sdk from '@aws-sdk/client-lambda';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { ServiceError } from '../../../rehearsal/kernel/errors.ts';
import type { Operations, Service } from '../../../rehearsal/kernel/service.ts';

export interface Invocation {
  readonly functionName: string;
  readonly event: unknown;
  readonly sourceArn: string | undefined;
  readonly traceHeader: string | undefined;
  readonly invocationType: string | undefined;
}

/** Answers every invocation with what `answer` gives: a document, a function error, or an error of the service. */
export interface FakeLambda {
  readonly service: Service;
  readonly invocations: Invocation[];
  answer: (invocation: Invocation) => FakeAnswer | Promise<FakeAnswer>;
}
type FakeAnswer = { readonly payload: unknown; readonly functionError?: string } | ServiceError;

function text(payload: sdk.InvokeCommandInput['Payload']): string {
  if (!ArrayBuffer.isView(payload)) throw new TypeError('A decoded payload is bytes');
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
}

/** Stands for the Lambda service where a test is about the gateway before it. */
export function fakeLambda(): FakeLambda {
  const invocations: Invocation[] = [];
  const fake: FakeLambda = {
    invocations,
    answer: () => ({ payload: { statusCode: 200, body: '{"ok":true}' } }),
    service: {
      signingName: 'lambda',
      sdk,
      operations: {
        Invoke: async (input, context) => {
          const invocation: Invocation = {
            functionName: input.FunctionName ?? '',
            event: JSON.parse(text(input.Payload)),
            sourceArn: context.principal.sourceArn,
            traceHeader: context.headers['x-amzn-trace-id'],
            invocationType: input.InvocationType,
          };
          invocations.push(invocation);
          const answer = await fake.answer(invocation);
          if (answer instanceof ServiceError) throw answer;
          const Payload = Uint8ArrayBlobAdapter.fromString(JSON.stringify(answer.payload));
          return answer.functionError === undefined
            ? { StatusCode: 200, Payload }
            : { StatusCode: 200, Payload, FunctionError: answer.functionError };
        },
      } satisfies Operations<typeof sdk>,
    } satisfies Service,
  };
  return fake;
}
