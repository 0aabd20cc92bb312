import type { Construct } from 'constructs';
import type { ReleasedAlias } from '../../hooks/alias-guard/contract.ts';
import type { FreezePeriod } from '../../hooks/freeze-gate/contract.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import type { StageConditions } from '../renderer/stage-conditions.ts';
import type { StageGates } from '../stage-gates.ts';
import { aliasGuard } from './alias-guard.ts';
import { freezeGate } from './freeze-gate.ts';

/** A stage whose conditions are made. */
export interface GatedStage {
  readonly name: string;
  readonly gates: StageGates;
  /** The aliases in the pipeline's account and region that a release of the stage shifts. */
  readonly aliases: readonly ReleasedAlias[];
  readonly stackCount: number;
}

/**
 * The conditions of each stage, with the gates that are functions; makes those functions.
 *
 * A stage of several stacks goes back as a whole: what CloudFormation takes back is one stack, and the others of the same
 * release would stay on the new version.
 *
 * @returns conditions by the stage's name
 * @throws Error for a calendar that no stage keeps, and for a stage of several stacks that would only retry
 */
export function conditionsOf(
  scope: Construct,
  stages: readonly GatedStage[],
  props: {
    readonly pipelineName: string;
    readonly store: ArtifactStore;
    readonly freezePeriods: readonly FreezePeriod[];
  },
): Map<string, StageConditions> {
  const frozen = stages.flatMap(({ name, gates }) => (gates.freeze ? [name] : []));
  if (frozen.length === 0 && props.freezePeriods.length > 0) {
    throw new Error(
      'freeze: there are freeze periods, and no stage keeps them; give a stage of pipeline/environments.ts conditions: { freeze: true }',
    );
  }
  const freeze =
    frozen.length === 0 ? undefined : freezeGate(scope, { ...props, periods: props.freezePeriods, stageNames: frozen });
  const guarded = new Map(
    stages.flatMap(({ name, aliases }) => (aliases.length > 0 ? [[name, aliases] as const] : [])),
  );
  const guard = guarded.size === 0 ? undefined : aliasGuard(scope, { ...props, aliases: guarded });
  return new Map(
    stages.map(({ name, gates: { freeze: keepsFreeze, beforeEntry = [], onFailure, ...others }, stackCount }) => {
      if (stackCount > 1 && onFailure === 'retryFailedActions') {
        throw new Error(
          `stage '${name}' has ${stackCount} stacks and onFailure 'retryFailedActions': a stack that fails again would leave the release half done; use 'rollback'`,
        );
      }
      const effect = onFailure ?? (stackCount > 1 ? 'rollback' : undefined);
      const asked = [...(keepsFreeze ? [freeze] : []), ...(guarded.has(name) ? [guard] : [])];
      return [
        name,
        {
          ...others,
          ...(effect === undefined ? {} : { onFailure: effect }),
          beforeEntry: [...beforeEntry, ...asked.flatMap((gate) => gate?.ruleFor(name) ?? [])],
        },
      ];
    }),
  );
}
