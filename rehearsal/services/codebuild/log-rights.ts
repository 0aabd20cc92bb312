import type { Keys } from '../../kernel/clients.ts';
import { refusal } from '../../kernel/refusal.ts';
import type { Scope } from '../../kernel/service.ts';
import { logStream, type StoredBuild } from './build.ts';
import { PhaseFailure } from './errors.ts';

/**
 * A build's log is written with the project's role, and without that right there is no build.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
 * @throws PhaseFailure `ACCESS_DENIED`
 */
export function checkLogRights(scope: Scope, build: StoredBuild, keys: Keys): void {
  const log = logStream(build);
  if (log === undefined) return;
  const resource = scope.arn('logs', `log-group:${log.group}:log-stream:${log.stream}`);
  const denied = refusal(scope, keys, [
    { action: 'logs:CreateLogStream', resource },
    { action: 'logs:PutLogEvents', resource },
  ]);
  if (denied !== undefined)
    throw new PhaseFailure(
      'ACCESS_DENIED',
      `Service role ${build.settings.serviceRole} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build ${build.arn}. Error message: ${denied}`,
    );
}
