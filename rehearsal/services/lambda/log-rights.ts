import type { Principal } from '../../kernel/principal.ts';
import type { Scope } from '../../kernel/service.ts';

/**
 * Whether a function's role lets its log be written: Lambda sends it with the role's rights, and what they do not cover is
 * lost without a word. Asked once an environment, at its first line.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export function logRights(scope: Scope, principal: Principal, group: string, stream: string): () => boolean {
  let allowed: boolean | undefined;
  return () => {
    const resource = (name: string) => scope.arn('logs', `log-group:${group}:log-stream:${name}`);
    allowed ??=
      scope.access.check(scope, principal, [
        { action: 'logs:CreateLogStream', resource: resource('') },
        { action: 'logs:PutLogEvents', resource: resource(stream) },
      ]) === undefined;
    return allowed;
  };
}
