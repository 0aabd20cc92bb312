import type { NeededEvidence } from '../../hooks/post-traffic/contract.ts';
import type { Shadow } from '../../hooks/pre-traffic/shadow/contract.ts';
import type { SyntheticRequests } from '../../hooks/synthetic-traffic/contract.ts';
import type { StageConfiguration } from '../stage-configuration.ts';
import { requestsNeeded } from './detection/evidence-needed.ts';
import { syntheticEvidence } from './detection/synthetic-evidence.ts';

/** The alias that follows the released one when a release is over: during a shift it leads to the old version. */
export const BASELINE_ALIAS_NAME = 'baseline';

/** The requests of a comparison that synthetic traffic sends. */
export const requestsOf = ({ events, seed }: Omit<Shadow, 'aliasArn'>): SyntheticRequests => ({
  events,
  ...(seed === undefined ? {} : { seed }),
});

/**
 * What a bake of the function has to show, and what becomes of it with less.
 *
 * @param hasRequests whether the function has read-only requests that synthetic traffic can send
 * @throws Error where the stage wants synthetic traffic, the function has none to be sent, and nothing says what then
 */
export function neededEvidence(functionName: string, stage: StageConfiguration, hasRequests: boolean): NeededEvidence {
  const common = {
    errorRatePercent: stage.mustDetect?.errorRatePercent ?? null,
    newVersionInvocations: requestsNeeded(stage) ?? null,
  };
  if (stage.onInconclusive !== 'syntheticTraffic') return { ...common, onInconclusive: stage.onInconclusive };
  if (!hasRequests) {
    if (stage.onNothingToAsk === undefined) {
      throw new Error(
        `stage '${stage.name}': onInconclusive is 'syntheticTraffic', and '${functionName}' has nothing read-only to be asked; ` +
          "in pipeline/environments.ts, say what becomes of it with too little traffic: onNothingToAsk: 'rollBack' or 'accept'",
      );
    }
    return { ...common, onInconclusive: stage.onNothingToAsk, nothingToAsk: true };
  }
  const synthetic = syntheticEvidence(stage);
  // Without it no request of ours is enough, which fails the check of the stages: `pipeline/check-detection.ts`.
  if (synthetic === undefined) return { ...common, onInconclusive: 'rollBack' };
  const { perVersion, usersNewVersion } = synthetic;
  return {
    ...common,
    onInconclusive: 'rollBack',
    synthetic: { perVersion, usersNewVersion, baselineAliasName: BASELINE_ALIAS_NAME },
  };
}
