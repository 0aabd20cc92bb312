import type { Result, RuleDeclaration } from '@aws-sdk/client-codepipeline';
import { conditionsOf } from '../declaration.ts';
import type { ConditionKind, ConditionSet, Execution, RuleRun, RunError, S3Place, StageRun } from '../state.ts';
import { resolveConfiguration, UnresolvedVariable } from '../variables.ts';
import { type Draft, stageDeclaration } from './draft.ts';

/** `met`, still being checked, or the result of the first condition that is not met. */
export type ConditionsOutcome = 'met' | 'checking' | { readonly result: Result };

/**
 * Checks the conditions of one kind, starting their rules when they are asked for the first time. A condition is met
 * when all its rules succeed; the result of one that is not met engages.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
 */
export function advanceConditions(
  draft: Draft,
  execution: Execution,
  stage: StageRun,
  kind: ConditionKind,
): ConditionsOutcome {
  const declared = conditionsOf(stageDeclaration(draft, execution), kind);
  if (declared.length === 0) return 'met';
  const set = stage.conditions[kind] ?? startConditions(draft, execution, stage, kind);
  if (set.status === 'Overridden') return 'met';
  for (const condition of set.conditions) {
    if (condition.status !== 'InProgress') continue;
    const statuses = condition.rules.map((id) => execution.rules.find((rule) => rule.id === id)?.status);
    if (statuses.includes('InProgress')) continue;
    condition.status = statuses.every((status) => status === 'Succeeded') ? 'Succeeded' : 'Failed';
    condition.changedMs = draft.nowMs;
  }
  if (set.conditions.some(({ status }) => status === 'InProgress')) return 'checking';
  const unmet = set.conditions.find(({ status }) => status !== 'Succeeded');
  const status = unmet === undefined ? 'Succeeded' : 'Failed';
  if (set.status !== status) {
    set.status = status;
    set.changedMs = draft.nowMs;
  }
  return unmet === undefined ? 'met' : { result: unmet.result };
}

function startConditions(draft: Draft, execution: Execution, stage: StageRun, kind: ConditionKind): ConditionSet {
  const { nowMs } = draft;
  const set: ConditionSet = {
    status: 'InProgress',
    changedMs: nowMs,
    conditions: conditionsOf(stageDeclaration(draft, execution), kind).map((condition, index) => ({
      status: 'InProgress',
      changedMs: nowMs,
      result: condition.result ?? 'FAIL',
      rules: (condition.rules ?? []).map((rule) => {
        const prepared = prepare(rule, execution);
        const run: RuleRun = {
          id: draft.newId(),
          stage: stage.name,
          rule: rule.name ?? '',
          kind,
          condition: index,
          status: prepared.error === undefined ? 'InProgress' : 'Failed',
          startedMs: nowMs,
          updatedMs: nowMs,
          resolvedConfiguration: prepared.configuration,
          inputs: prepared.inputs,
          memory: {},
          ...(prepared.error === undefined ? {} : { error: prepared.error }),
        };
        execution.rules.push(run);
        return run.id;
      }),
    })),
  };
  stage.conditions[kind] = set;
  return set;
}

interface Prepared {
  readonly configuration: Record<string, string>;
  readonly inputs: Record<string, S3Place>;
  readonly error?: RunError;
}

function prepare(
  { name: rule, configuration = {}, inputArtifacts = [] }: RuleDeclaration,
  execution: Execution,
): Prepared {
  const inputs: Record<string, S3Place> = {};
  const wrong = (message: string) => ({ configuration, inputs, error: { code: 'ConfigurationError', message } });
  for (const { name = '' } of inputArtifacts) {
    const place = execution.artifacts[name];
    if (place === undefined)
      return wrong(`The input artifact ${name} of rule ${rule} was not produced by this execution`);
    inputs[name] = place;
  }
  try {
    return { configuration: resolveConfiguration(configuration, execution), inputs };
  } catch (error) {
    if (!(error instanceof UnresolvedVariable)) throw error;
    return wrong(error.message);
  }
}
