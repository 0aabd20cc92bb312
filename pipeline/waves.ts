import { z } from 'zod';
import {
  type Approval,
  approval,
  checkEnvironments,
  describeIssue,
  type Environment,
  stageName,
} from './environment.ts';
import { InvalidEnvironments } from './invalid-environments.ts';
import { type StageGates, stageGates } from './stage-gates.ts';

/**
 * Several environments that are released together, such as the regions of a continent. A wave in which one environment
 * fails never lets the next wave, nor the next environment of `oneAfterAnother`, start.
 */
export interface Wave {
  /** Name of the wave, and of its stage where it goes `atOnce`. */
  readonly name: string;
  /**
   * `oneAfterAnother`: each environment is a stage with a bake of its own; the next starts when that is over.
   * `atOnce`: one stage deploys them all side by side, and they bake together.
   */
  readonly order: 'oneAfterAnother' | 'atOnce';
  /** One approval for the whole wave. @default - entered without asking anyone */
  readonly approval?: Approval;
  /** Gates of each environment that has none of its own, or of the one stage of `atOnce`. @default - the alias guard */
  readonly conditions?: StageGates;
  readonly environments: readonly Environment[];
}

/** An entry of the release: one environment, or several. */
export type ReleaseEntry = Environment | Wave;

/** A stage of the pipeline, as the entries say it. */
export interface PlannedStage {
  readonly name: string;
  /** Asked in a stage of its own, in front of this one. */
  readonly approval?: { readonly stageName: string; readonly of: string; readonly approval: Approval };
  /** Deployed side by side. */
  readonly environments: readonly Environment[];
  readonly conditions: StageGates;
}

const wave = z.strictObject({
  name: stageName,
  order: z.enum(['oneAfterAnother', 'atOnce']),
  approval: approval.optional(),
  conditions: stageGates.optional(),
  environments: z.array(z.unknown()).min(1, { error: 'must hold at least one environment' }),
});

const isWave = (entry: ReleaseEntry): entry is Wave => 'environments' in entry;

/**
 * Checks the entries of a release and lays them out as stages.
 *
 * @param entries the environments and waves, in the order of the release
 * @throws InvalidEnvironments naming the entry, the property and its value
 */
export function planStages(entries: readonly ReleaseEntry[]): PlannedStage[] {
  for (const entry of entries.filter(isWave)) {
    const issue = wave.safeParse(entry).error?.issues[0];
    if (issue !== undefined) throw new InvalidEnvironments(describeIssue('wave', entry, issue));
  }
  const all = entries.flatMap((entry) => (isWave(entry) ? entry.environments : [entry]));
  checkEnvironments(all);
  const names = [...all, ...entries.filter(isWave)].map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new InvalidEnvironments(
      `environments: the name '${twice}' is used twice; give each wave and stage a name of its own`,
    );
  return entries.flatMap((entry) => (isWave(entry) ? stagesOf(entry) : [single(entry)]));
}

function single({ conditions = {}, ...environment }: Environment): PlannedStage {
  const { name, approval: asked } = environment;
  return {
    name,
    environments: [environment],
    conditions,
    ...(asked === undefined ? {} : { approval: { stageName: `Approve${name}`, of: name, approval: asked } }),
  };
}

function stagesOf({ name, order, approval: asked, conditions = {}, environments }: Wave): PlannedStage[] {
  const ask = asked === undefined ? {} : { approval: { stageName: `Approve${name}`, of: name, approval: asked } };
  if (order === 'oneAfterAnother')
    return environments.map((environment, index) => ({
      ...single({ ...environment, conditions: environment.conditions ?? conditions }),
      ...(index === 0 ? ask : {}),
    }));
  const own = environments.find(
    (environment) => environment.conditions !== undefined || environment.approval !== undefined,
  );
  if (own !== undefined)
    throw new InvalidEnvironments(
      `environments: '${own.name}' has an approval or conditions of its own; the wave '${name}' goes at once, as one stage: give them to the wave`,
    );
  return [{ name, environments, conditions, ...ask }];
}
