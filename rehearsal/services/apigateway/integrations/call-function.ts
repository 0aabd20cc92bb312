import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { assumeRole } from '../../../kernel/assume-role.ts';
import { TASK_HEADER } from '../../../kernel/clock.ts';
import type { Exchange } from '../data/exchange.ts';
import { configurationError } from '../data/failure.ts';
import { type IntegrationPlace, sourceArn, withStageVariables } from './integration.ts';
import { withTimeout } from './timeout.ts';

export interface FunctionAnswer {
  readonly payload: string;
  /** Undefined when the function succeeded. */
  readonly functionError: string | undefined;
}

const SERVICE = 'apigateway.amazonaws.com';

/** As the service, which the function's policy has to allow, or with the integration's role. */
async function clientFor(place: IntegrationPlace, method: string): Promise<LambdaClient> {
  const { scope, integration } = place;
  const arn = sourceArn(place, method);
  if (integration.credentials === undefined) return scope.clients.asService(LambdaClient, SERVICE, scope.region, arn);
  const keys = await assumeRole(scope, {
    roleArn: integration.credentials,
    sessionName: 'BackplaneAssumeRoleSession',
    service: SERVICE,
    sourceArn: arn,
  });
  return scope.clients.withKeys(LambdaClient, keys, scope.region);
}

/** @returns who calls the function that an integration's URI names, with the stage's variables in place */
export function compileFunctionCall(place: IntegrationPlace) {
  const { scope, integration, stageVariables } = place;
  const uri = withStageVariables(integration.uri ?? '', stageVariables);
  const functionName = /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? '';
  /** @throws GatewayFailure when the function cannot be called, or takes longer than the integration waits */
  return async (
    exchange: Exchange,
    payload: string,
    invocationType: 'RequestResponse' | 'Event' = 'RequestResponse',
  ): Promise<FunctionAnswer> => {
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: invocationType,
      Payload: Buffer.from(payload),
    });
    command.middlewareStack.add(
      (next) => (call) => {
        const { request } = call;
        if (typeof request === 'object' && request !== null && 'headers' in request)
          Object.assign(Object(request.headers), {
            'X-Amzn-Trace-Id': exchange.trace.header,
            [TASK_HEADER]: exchange.call.task,
          });
        return next(call);
      },
      { step: 'build' },
    );
    const startMs = scope.clock.now();
    exchange.log.info(`Sending request to ${uri}`);
    try {
      const client = await clientFor(place, exchange.call.method);
      const answer = await withTimeout(scope, integration.timeoutInMillis, client.send(command));
      exchange.log.info(
        `Received response. Status: ${answer.StatusCode}, Integration latency: ${scope.clock.now() - startMs} ms`,
      );
      exchange.context.integration = {
        ...Object(exchange.context.integration),
        requestId: answer.$metadata.requestId,
        integrationStatus: answer.FunctionError === undefined ? answer.StatusCode : 502,
        status: answer.StatusCode,
      };
      return { payload: Buffer.from(answer.Payload ?? []).toString(), functionError: answer.FunctionError };
    } catch (error) {
      if (!(error instanceof Error) || !('$fault' in error)) throw error;
      throw configurationError(
        error.name === 'AccessDeniedException' || error.name === 'ResourceNotFoundException'
          ? `Invalid permissions on Lambda function (${error.message})`
          : `${error.name}: ${error.message}`,
      );
    } finally {
      exchange.integrationLatencyMs = scope.clock.now() - startMs;
    }
  };
}
