import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import { artifactStoreOf, providerOf, runOrderGroups } from '../declaration.ts';
import type { ActionRun, Execution, RunError, S3Place, StageRun } from '../state.ts';
import { resolveConfiguration, UnresolvedVariable } from '../variables.ts';
import { type Draft, declarationOf, runById, stageDeclaration } from './draft.ts';

const MINUTE_MS = 60_000;
/** https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html: an approval times out after seven days. */
const APPROVAL_TIMEOUT_MINUTES = 7 * 24 * 60;

export type ActionsOutcome = 'running' | 'succeeded' | 'failed';

/**
 * Starts what a stage's actions allow now: all of the lowest run order that has not succeeded. A failed action lets its
 * neighbours end and starts nothing after them.
 * @param startNew false while the execution is being stopped
 */
export function advanceActions(draft: Draft, execution: Execution, stage: StageRun, startNew: boolean): ActionsOutcome {
  for (const group of runOrderGroups(stageDeclaration(draft, execution))) {
    const started = group.flatMap((action) => {
      const id = stage.runs[action.name ?? ''];
      return id === undefined ? [] : [runById(execution, id)];
    });
    if (started.length < group.length && startNew && !started.some(({ status }) => hasFailed(status)))
      for (const action of group)
        if (stage.runs[action.name ?? ''] === undefined) started.push(startAction(draft, execution, stage, action));
    if (started.some(({ status }) => status === 'InProgress')) return 'running';
    if (started.some(({ status }) => hasFailed(status))) return 'failed';
    if (started.length < group.length) return 'running';
  }
  return 'succeeded';
}

const hasFailed = (status: ActionRun['status']) => status === 'Failed' || status === 'Abandoned';

function startAction(draft: Draft, execution: Execution, stage: StageRun, action: ActionDeclaration): ActionRun {
  const name = action.name ?? '';
  const approval = providerOf(action) === 'Approval/Manual';
  const prepared = prepare(execution, action);
  const run: ActionRun = {
    id: draft.newId(),
    stage: stage.name,
    action: name,
    status: prepared.error === undefined ? 'InProgress' : 'Failed',
    startedMs: draft.nowMs,
    updatedMs: draft.nowMs,
    resolvedConfiguration: prepared.configuration,
    inputs: prepared.inputs,
    outputs: outputPlaces(draft, execution, action),
    outputVariables: {},
    ...(approval
      ? {
          token: draft.newId(),
          expiresMs: draft.nowMs + (action.timeoutInMinutes ?? APPROVAL_TIMEOUT_MINUTES) * MINUTE_MS,
        }
      : {}),
    ...(prepared.error === undefined ? {} : { error: prepared.error }),
    memory: {},
  };
  execution.runs.push(run);
  stage.runs[name] = run.id;
  draft.pipeline.latestRuns[`${stage.name}/${name}`] = { executionId: execution.id, runId: run.id };
  draft.happenings.push({ of: 'action', execution, run, state: 'STARTED' });
  if (run.status === 'Failed') draft.happenings.push({ of: 'action', execution, run, state: 'FAILED' });
  return run;
}

interface Prepared {
  readonly configuration: Record<string, string>;
  readonly inputs: Record<string, S3Place>;
  readonly error?: RunError;
}

function prepare(execution: Execution, action: ActionDeclaration): Prepared {
  const inputs: Record<string, S3Place> = {};
  for (const { name = '' } of action.inputArtifacts ?? []) {
    const place = execution.artifacts[name];
    if (place === undefined) {
      const message = `The input artifact ${name} of action ${action.name} was not produced by this execution`;
      return { configuration: action.configuration ?? {}, inputs, error: { code: 'ConfigurationError', message } };
    }
    inputs[name] = place;
  }
  try {
    return { configuration: resolveConfiguration(action.configuration ?? {}, execution), inputs };
  } catch (error) {
    if (!(error instanceof UnresolvedVariable)) throw error;
    return {
      configuration: action.configuration ?? {},
      inputs,
      error: { code: 'ConfigurationError', message: error.message },
    };
  }
}

const PIPELINE_PART = 20;
const ARTIFACT_PART = 10;
const RANDOM_PART = 7;

/** Where an artifact's zip goes: `<pipeline>/<artifact>/<random>` with the names cut, as CodePipeline does. */
export const artifactKey = (pipeline: string, artifact: string, random: string) =>
  `${pipeline.slice(0, PIPELINE_PART)}/${artifact.slice(0, ARTIFACT_PART)}/${random}`;

function outputPlaces(draft: Draft, execution: Execution, action: ActionDeclaration): Record<string, S3Place> {
  const bucket = artifactStoreOf(declarationOf(draft, execution), draft.region).location ?? '';
  return Object.fromEntries(
    (action.outputArtifacts ?? []).map(({ name = '' }) => [
      name,
      { bucket, key: artifactKey(execution.pipeline, name, draft.newSuffix(RANDOM_PART)) },
    ]),
  );
}
