import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import type { Context, Output } from '../../../kernel/service.ts';
import { enqueue } from '../async-queue.ts';
import { badJson, refuseUnsupported, tooLarge } from '../errors.ts';
import { runFunction } from '../invoke.ts';
import { parseReference } from '../names.ts';
import { checkServiceMayInvoke } from '../resource-policy.ts';
import { resolveVersion } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_PAYLOAD_BYTES = 6 * 1024 * 1024;
const LARGEST_ASYNC_PAYLOAD_BYTES = 1024 * 1024;
/** Of the log, as much as a caller may see in the answer. */
const TAIL_BYTES = 4096;

const SUPPORTED = ['FunctionName', 'InvocationType', 'LogType', 'ClientContext', 'Payload', 'Qualifier'];

function checkPayload(payload: Uint8Array, limitBytes: number): void {
  if (payload.byteLength > limitBytes) throw tooLarge(limitBytes);
  try {
    JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw badJson(error.message);
    throw error;
  }
}

/** No payload is an empty event. */
function bytes(given: InvokeCommandInput['Payload']): Buffer {
  if (given === undefined) return Buffer.from('{}');
  if (!ArrayBuffer.isView(given)) throw new TypeError('A decoded payload is bytes');
  const payload = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  return payload.byteLength === 0 ? Buffer.from('{}') : payload;
}

const tail = (lines: readonly string[]) => {
  const log = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return log.subarray(Math.max(0, log.length - TAIL_BYTES)).toString('base64');
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invoke(input: InvokeCommandInput, context: Context): Promise<Output<InvokeCommandOutput>> {
  refuseUnsupported(input, SUPPORTED, 'Invoke');
  const reference = parseReference(input.FunctionName, input.Qualifier);
  const version = resolveVersion(context, reference);
  checkServiceMayInvoke(context, reference, context.principal);
  const type = input.InvocationType ?? 'RequestResponse';
  const payload = bytes(input.Payload);
  checkPayload(payload, type === 'Event' ? LARGEST_ASYNC_PAYLOAD_BYTES : LARGEST_PAYLOAD_BYTES);
  if (type === 'DryRun') return { StatusCode: 204, ExecutedVersion: version.version };
  const request = {
    reference,
    requestId: context.requestId,
    payload,
    traceHeader: context.headers['x-amzn-trace-id'],
    clientContext:
      input.ClientContext === undefined ? undefined : Buffer.from(input.ClientContext, 'base64').toString('utf8'),
  };
  if (type === 'Event') {
    // Its own work from here on: the caller has its answer at once.
    enqueue(context.scope(context.region, context.account), request);
    return { StatusCode: 202 };
  }
  const { outcome, log, version: executed } = await runFunction(context, { ...request, task: context.task });
  return {
    StatusCode: 200,
    Payload: Uint8ArrayBlobAdapter.mutate(outcome.payload),
    ExecutedVersion: executed.version,
    ...(outcome.functionError === undefined ? {} : { FunctionError: outcome.functionError }),
    ...(input.LogType === 'Tail' ? { LogResult: tail(await log) } : {}),
  };
}
