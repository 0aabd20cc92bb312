import { ActionFailed, type RuleJob } from '../job.ts';
import type { Outcome } from '../machine/finish.ts';
import { CronSyntaxError, matchesCron } from './quartz-cron.ts';

/**
 * Succeeds when the present minute is one that the cron expression allows, and fails outside.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
 */
export async function deploymentWindow(job: RuleJob): Promise<Outcome> {
  const cron = job.setting('Cron');
  const timeZone = job.configuration.TimeZone ?? 'UTC';
  const now = new Date(job.scope.clock.now());
  try {
    const summary = `${now.toISOString()} is ${matchesCron(cron, now, timeZone) ? 'within' : 'outside'} the window ${cron} (${timeZone})`;
    return matchesCron(cron, now, timeZone)
      ? { status: 'Succeeded', summary }
      : { status: 'Failed', summary, error: { code: 'RuleFailed', message: summary } };
  } catch (error) {
    if (error instanceof CronSyntaxError) throw new ActionFailed('ConfigurationError', error.message);
    throw error;
  }
}
