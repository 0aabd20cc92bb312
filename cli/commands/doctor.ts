import { type Check, fine, wrong } from '../../console/model/health.ts';
import { Refused } from '../../operations/refused.ts';
import { unreached } from '../../operations/transport.ts';
import { colorsFor } from '../render/colors.ts';
import { healthLines } from '../render/health.ts';
import { localChecks } from './local-checks.ts';
import { neededBootstrap } from './needed-bootstrap.ts';
import { openModel, type PipelineOptions, print, printJson } from './open-model.ts';

const ACCOUNT = 'account';
const isAwsAnswer = (error: unknown): error is Error => error instanceof Error && '$fault' in error;

/** What can be said of the account; that nobody can ask it is one of the things that may be wrong. */
async function accountChecks(options: PipelineOptions): Promise<readonly Check[]> {
  try {
    const model = await openModel(options);
    const [principal, checks] = await Promise.all([model.principal(), neededBootstrap().then(model.health)]);
    return [fine(ACCOUNT, `You are ${principal}.`), ...checks];
  } catch (error) {
    if (error instanceof Refused) return [wrong(ACCOUNT, error.message, error.hint)];
    const trouble = unreached(error);
    if (trouble !== undefined) return [wrong(ACCOUNT, trouble.message, trouble.hint)];
    if (!isAwsAnswer(error)) throw error;
    return [
      wrong(ACCOUNT, `${error.name}: ${error.message}`, 'Log in again (aws sso login), or use a role that may read.'),
    ];
  }
}

/**
 * Looks at what commonly stands in the way: this machine, the account, and the pipeline.
 * @returns 0 when nothing is wrong, 1 when something is
 */
export async function doctor(options: PipelineOptions): Promise<number> {
  const checks = (await Promise.all([localChecks(), accountChecks(options)])).flat();
  if (options.json) printJson(checks);
  else print(healthLines(checks, colorsFor(process.stdout)));
  return checks.some(({ state }) => state === 'wrong') ? 1 : 0;
}
