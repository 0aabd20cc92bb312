import { UserError } from '../kernel/errors.ts';
import { badRelease } from './bad-release.ts';
import { brokenBuild } from './broken-build.ts';
import { good } from './good.ts';
import { hookSilent } from './hook-silent.ts';
import { killedEndpoint } from './killed-endpoint.ts';
import { oneWay } from './one-way.ts';
import { policyViolation } from './policy-violation.ts';
import { postTrafficFails } from './post-traffic-fails.ts';
import { preTrafficFails } from './pre-traffic-fails.ts';
import { rejected } from './rejected.ts';
import type { Scenario } from './scenario.ts';
import { shadowDiffers } from './shadow-differs.ts';
import { slowRelease } from './slow-release.ts';
import { structure } from './structure.ts';
import { superseded } from './superseded.ts';

/** Every scenario, in the order in which `all` runs them: the one that changes the pipeline itself is the last. */
export const scenarios: readonly Scenario[] = [
  good,
  badRelease,
  slowRelease,
  preTrafficFails,
  shadowDiffers,
  postTrafficFails,
  hookSilent,
  brokenBuild,
  policyViolation,
  oneWay,
  rejected,
  superseded,
  killedEndpoint,
  structure,
];

/**
 * The scenarios of these names, or all of them for `all`.
 * @throws UserError that names what is not known
 */
export function findScenarios(names: readonly string[]): Scenario[] {
  if (names.includes('all')) return [...scenarios];
  return names.map((name) => {
    const found = scenarios.find((scenario) => scenario.name === name);
    if (found !== undefined) return found;
    const known = scenarios.map((scenario) => scenario.name).join(', ');
    throw new UserError('UnknownScenario', `There is no scenario "${name}"`, `There are: ${known}, and all.`);
  });
}
