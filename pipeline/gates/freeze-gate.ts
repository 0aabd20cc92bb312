import type { Construct } from 'constructs';
import * as z from 'zod/mini';
import { FreezeGateEnvironment, FreezePeriod } from '../../hooks/freeze-gate/contract.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import { GateFunction } from './gate-function.ts';

/**
 * Checks a freeze calendar.
 *
 * @param stageNames the stages that there are
 * @returns the same periods
 * @throws Error naming the period, the property and its value
 */
export function checkFreezePeriods(
  periods: readonly FreezePeriod[],
  stageNames: readonly string[],
): readonly FreezePeriod[] {
  for (const period of periods) {
    const issue = FreezePeriod.safeParse(period).error?.issues[0];
    if (issue !== undefined) {
      const where = issue.path.map(String).join('.');
      const value = JSON.stringify(Reflect.get(period, issue.path[0] ?? ''));
      throw new Error(`freeze: period '${period.name}': ${where} is ${value}: ${issue.message}`);
    }
    const unknown = period.stages?.find((stage) => !stageNames.includes(stage));
    if (unknown !== undefined) {
      throw new Error(
        `freeze: period '${period.name}': there is no stage '${unknown}' with a freeze gate; those are ${stageNames.join(', ')}`,
      );
    }
  }
  return periods;
}

/** The gate that keeps releases out of stages while a freeze holds. CodePipeline has no rule for a calendar. */
export function freezeGate(
  scope: Construct,
  props: {
    readonly pipelineName: string;
    readonly store: ArtifactStore;
    readonly periods: readonly FreezePeriod[];
    readonly stageNames: readonly string[];
  },
): GateFunction {
  return new GateFunction(scope, 'FreezeGate', {
    ...props,
    bundle: 'freeze-gate',
    ruleName: 'Freeze',
    description: `Freeze calendar of the pipeline ${props.pipelineName}`,
    environment: z.encode(FreezeGateEnvironment, {
      FREEZE_CALENDAR: [...checkFreezePeriods(props.periods, props.stageNames)],
    }),
    statements: [],
  });
}
