import type { FunctionEventInvokeConfig, PutFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import type { Scope } from '../../kernel/service.ts';
import { invalid, notFound, notImplemented } from './errors.ts';
import { type FunctionReference, functionArn } from './names.ts';
import { resolveVersion } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
export interface EventInvokeConfig {
  readonly functionName: string;
  readonly qualifier: string;
  readonly lastModifiedMs: number;
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeSeconds?: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

export const DEFAULT_RETRY_ATTEMPTS = 2;
export const DEFAULT_EVENT_AGE_SECONDS = 6 * 3600;

/** By `<function>:<qualifier>`, `$LATEST` for none. */
export const eventInvokeConfigs = (scope: Scope) => scope.table<EventInvokeConfig>('lambda.eventInvokeConfigs');
export const configKey = ({ name, qualifier }: FunctionReference): string => `${name}:${qualifier ?? '$LATEST'}`;

/** The kinds of destination that the rehearsal can deliver to. */
const DELIVERABLE = /^arn:aws[a-z-]*:(?:sns|lambda|events|s3):/;

/** @throws ServiceError for a destination that is none, or that cannot be delivered to */
export function checkDestination(arn: string | undefined): void {
  if (arn === undefined || DELIVERABLE.test(arn)) return;
  if (/^arn:aws[a-z-]*:sqs:/.test(arn)) throw notImplemented(`SQS destinations (${arn})`);
  throw invalid(`The destination ARN ${arn} is invalid.`);
}

export function describeEventInvokeConfig(scope: Scope, config: EventInvokeConfig): FunctionEventInvokeConfig {
  const destination = (arn: string | undefined) => (arn === undefined ? {} : { Destination: arn });
  return {
    FunctionArn: functionArn(scope, config.functionName, config.qualifier),
    LastModified: new Date(config.lastModifiedMs),
    ...(config.maximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts: config.maximumRetryAttempts }),
    ...(config.maximumEventAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: config.maximumEventAgeSeconds }),
    DestinationConfig: { OnSuccess: destination(config.onSuccess), OnFailure: destination(config.onFailure) },
  };
}

/** @throws ServiceError when there is none */
export function getEventInvokeConfig(scope: Scope, reference: FunctionReference): EventInvokeConfig {
  const found = eventInvokeConfigs(scope).get(configKey(reference));
  if (found !== undefined) return found;
  const arn = functionArn(scope, reference.name, reference.qualifier ?? '$LATEST');
  throw notFound(`The function ${arn} doesn't have an EventInvokeConfig`);
}

/**
 * Stores what a Put or an Update gives.
 * @param keep whether what is left out stays
 * @throws ServiceError when there is no such function, or nothing to update
 */
export function storeEventInvokeConfig(
  scope: Scope,
  reference: FunctionReference,
  input: Omit<PutFunctionEventInvokeConfigCommandInput, 'FunctionName' | 'Qualifier'>,
  keep: boolean,
): FunctionEventInvokeConfig {
  resolveVersion(scope, reference);
  const previous = keep ? getEventInvokeConfig(scope, reference) : undefined;
  const onSuccess = input.DestinationConfig?.OnSuccess?.Destination ?? previous?.onSuccess;
  const onFailure = input.DestinationConfig?.OnFailure?.Destination ?? previous?.onFailure;
  checkDestination(onSuccess);
  checkDestination(onFailure);
  const attempts = input.MaximumRetryAttempts ?? previous?.maximumRetryAttempts;
  const age = input.MaximumEventAgeInSeconds ?? previous?.maximumEventAgeSeconds;
  if (attempts !== undefined && (attempts < 0 || attempts > 2))
    throw invalid(
      `Value ${attempts} at 'maximumRetryAttempts' failed to satisfy constraint: Member must be between 0 and 2`,
    );
  if (age !== undefined && (age < 60 || age > DEFAULT_EVENT_AGE_SECONDS))
    throw invalid(
      `Value ${age} at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must be between 60 and ${DEFAULT_EVENT_AGE_SECONDS}`,
    );
  const config: EventInvokeConfig = {
    functionName: reference.name,
    qualifier: reference.qualifier ?? '$LATEST',
    lastModifiedMs: scope.clock.now(),
    ...(attempts === undefined ? {} : { maximumRetryAttempts: attempts }),
    ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
    ...(onSuccess === undefined ? {} : { onSuccess }),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
  eventInvokeConfigs(scope).put(configKey(reference), config);
  return describeEventInvokeConfig(scope, config);
}
