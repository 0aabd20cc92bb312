import { UserError } from '../kernel/errors.ts';
import { badRelease } from './bad-release.ts';
import { broadened } from './broadened.ts';
import { brokenBuild } from './broken-build.ts';
import { firstDeployBad } from './first-deploy-bad.ts';
import { freeze } from './freeze.ts';
import { good } from './good.ts';
import { hookSilent } from './hook-silent.ts';
import { exchangedArtifact } from './hostile/exchanged-artifact.ts';
import { exchangedAsset } from './hostile/exchanged-asset.ts';
import { forgedPassport } from './hostile/forged-passport.ts';
import { hostileBuild } from './hostile/hostile-build.ts';
import { hostileHook } from './hostile/hostile-hook.ts';
import { swappedCode } from './hostile/swapped-code.ts';
import { judgeDenied } from './judge-denied.ts';
import { judgeDies } from './judge-dies.ts';
import { killedEndpoint } from './killed-endpoint.ts';
import { leakedSecret } from './leaked-secret.ts';
import { linear } from './linear.ts';
import { lowTraffic } from './low-traffic.ts';
import { nothingWrong } from './nothing-wrong.ts';
import { oneWay } from './one-way.ts';
import { policyViolation } from './policy-violation.ts';
import { postTrafficFails } from './post-traffic-fails.ts';
import { preTrafficFails } from './pre-traffic-fails.ts';
import { redBefore } from './red-before.ts';
import { rejected } from './rejected.ts';
import { reversible } from './reversible.ts';
import type { Scenario } from './scenario.ts';
import { shadowDiffers } from './shadow-differs.ts';
import { slowRelease } from './slow-release.ts';
import { slowTail } from './slow-tail.ts';
import { splitAlias } from './split-alias.ts';
import { stopped } from './stopped.ts';
import { structure } from './structure.ts';
import { superseded } from './superseded.ts';
import { tenfoldErrors } from './tenfold-errors.ts';
import { twoFunctions } from './two-functions.ts';
import { wave } from './wave.ts';

/** Scenarios that are run together, by one name. */
export interface ScenarioGroup {
  readonly name: string;
  /** What they are about. */
  readonly about: string;
  /** In the order in which they run. */
  readonly scenarios: readonly Scenario[];
}

/**
 * Scenarios of one setting stand next to each other. The one that changes the pipeline itself is the last of its group. The one
 * whose second push stays stuck in Beta is the last of all: what is deployed there is not known until a person mends it, and the
 * judge lets nothing past that.
 */
export const groups: readonly ScenarioGroup[] = [
  {
    name: 'push',
    about: 'what can become of a push',
    scenarios: [
      good,
      badRelease,
      slowRelease,
      preTrafficFails,
      postTrafficFails,
      hookSilent,
      brokenBuild,
      policyViolation,
      leakedSecret,
      rejected,
      superseded,
      structure,
    ],
  },
  {
    name: 'recovery',
    about: 'what a release survives, and that somebody stops one',
    scenarios: [killedEndpoint, stopped],
  },
  {
    name: 'hostile',
    about: 'what code may do that got into a build or a hook, and what is exchanged behind the back of the pipeline',
    scenarios: [hostileBuild, hostileHook, exchangedArtifact, exchangedAsset, forgedPassport, swappedCode],
  },
  {
    name: 'safety',
    about: 'whether the judge, the alarms and the gates hold what they promise',
    scenarios: [
      shadowDiffers,
      oneWay,
      broadened,
      judgeDies,
      judgeDenied,
      lowTraffic,
      tenfoldErrors,
      slowTail,
      linear,
      nothingWrong,
      redBefore,
      freeze,
      wave,
      twoFunctions,
      splitAlias,
      firstDeployBad,
    ],
  },
  {
    name: 'proof',
    about: 'what a stage proves before anybody approves',
    scenarios: [reversible],
  },
];

/** Every scenario, in the order in which `all` runs them. */
export const scenarios: readonly Scenario[] = groups.flatMap((group) => group.scenarios);

/**
 * The scenarios of these names: a scenario's, a group's, or `all`. Each once, however often it is named: a second push of the
 * same change changes nothing.
 * @throws UserError that names what is not known
 */
export function findScenarios(names: readonly string[]): Scenario[] {
  if (names.includes('all')) return [...scenarios];
  const found = names.flatMap((name) => {
    const group = groups.find((candidate) => candidate.name === name);
    const named = group?.scenarios ?? scenarios.filter((scenario) => scenario.name === name);
    if (named.length > 0) return named;
    const known = groups.map((one) => `${one.name} (${one.scenarios.map((scenario) => scenario.name).join(', ')})`);
    throw new UserError(
      'UnknownScenario',
      `There is no scenario "${name}"`,
      `There are: ${known.join(', ')}, and all.`,
    );
  });
  return [...new Set(found)];
}
