import { createHash } from 'node:crypto';
import type { AccessLogSettings } from '@aws-sdk/client-api-gateway';
import type { Scope } from '../../../kernel/service.ts';
import { compileText, type Variables } from './variables.ts';

/** The log group of `arn:aws:logs:<region>:<account>:log-group:<name>[:*]`; undefined for any other ARN. */
export const logGroupOfArn = (arn: string): string | undefined =>
  /^arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:([^:]+)(:\*)?$/.exec(arn)?.[1];

/** Writes one line of a stage's access log; a reference without a value becomes `-`. */
export type AccessLog = (roots: { context: Variables; stageVariables: Variables }) => void;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export function compileAccessLog(
  scope: Scope,
  settings: AccessLogSettings | undefined,
  apiId: string,
  stageName: string,
): AccessLog | undefined {
  const group = logGroupOfArn(settings?.destinationArn ?? '');
  if (group === undefined || settings?.format === undefined) return undefined;
  const fill = compileText(settings.format);
  const stream = createHash('md5').update(`${apiId}/${stageName}`).digest('hex');
  return (roots) =>
    scope.telemetry.log({
      region: scope.region,
      group,
      stream,
      message: fill(roots, '-'),
      timestampMs: scope.clock.now(),
    });
}
