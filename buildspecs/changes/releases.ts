import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { AssemblyStack } from '../../policies/changes/assembly.ts';
import { type History, reaches } from './history.ts';

/** Where an artifact lies. */
export interface ArtifactPlace {
  readonly bucket: string;
  readonly key: string;
}

/** A cloud assembly that a stack was, or is going to be, deployed from. */
export interface Release {
  readonly executionId: string;
  readonly kind: 'deployed' | 'underWay';
  /** Undefined where the history does not say. */
  readonly place: ArtifactPlace | undefined;
}

/** What is looked for in the pipeline's history. */
export interface Search {
  readonly executionId: string;
  /** Name of the artifact with the cloud assembly, as a build leaves it. */
  readonly assembly: string;
  /** The project of the action that judges: a release that passed it may deploy before this one does. */
  readonly project: string;
  /** The project of the action that deploys the pipeline's own stack. */
  readonly updateProject: string;
}

/** A stack as the history knows it. The pipeline's own is in no stage: its own project deploys it. */
export type DeployedStack =
  | { readonly own: true }
  | { readonly own: false; readonly name: string; readonly account: string };

/**
 * The releases that a stack has to be compared with: the last one that deployed it, and those that are under way in
 * front of this one. Pure.
 *
 * A release that failed, or was rejected or superseded before it came to the stack, has deployed nothing there. One that
 * was rolled back is an execution of its own, whose actions say what they deployed.
 */
export function releasesOf(stack: DeployedStack, history: History, search: Search): readonly Release[] {
  const { actions } = history;
  const last = stack.own ? lastSelfUpdate(actions, search) : lastDeployed(stack, actions, search.assembly);
  return [...(last === undefined ? [] : [last]), ...underWay(stack, history, search)];
}

/** The release that last deployed a stack before the one that asks, whatever that one has deployed itself so far. Pure. */
export function deployedBefore(
  stack: DeployedStack,
  { actions }: History,
  { executionId, assembly }: Pick<Search, 'executionId' | 'assembly'>,
): Release | undefined {
  if (stack.own) return undefined;
  const others = actions.filter(({ pipelineExecutionId }) => pipelineExecutionId !== executionId);
  return lastDeployed(stack, others, assembly);
}

/** Where an artifact that an execution has made lies; undefined where the history does not say. Pure. */
export function madeBy(executionId: string, { actions }: History, artifact: string): ArtifactPlace | undefined {
  for (const { pipelineExecutionId, output } of actions) {
    if (pipelineExecutionId !== executionId) continue;
    const place = output?.outputArtifacts?.find(({ name }) => name === artifact)?.s3location;
    if (place?.bucket !== undefined && place.key !== undefined) return { bucket: place.bucket, key: place.key };
  }
  return undefined;
}

/** A stack of a cloud assembly, as the history knows it. */
export function asDeployed({ name, environment, stagePath }: AssemblyStack): DeployedStack {
  return stagePath === ''
    ? { own: true }
    : { own: false, name, account: /^aws:\/\/(\d+)\//.exec(environment)?.[1] ?? '' };
}

/** Whether a part of the history, from its end, says for every stack what it has to be compared with. */
export function saysAll(stacks: readonly DeployedStack[], history: History, search: Search): boolean {
  return (
    stacks.every((stack) => releasesOf(stack, history, search).some(({ kind }) => kind === 'deployed')) &&
    reaches(history, inFront(history.executions, search))
  );
}

function lastSelfUpdate(actions: readonly ActionExecutionDetail[], search: Search): Release | undefined {
  const last = actions.find((action) => isOf(search.updateProject, action, search) && action.status === 'Succeeded');
  return last === undefined ? undefined : release(last, 'deployed', search.assembly);
}

function lastDeployed(
  { name, account }: { readonly name: string; readonly account: string },
  actions: readonly ActionExecutionDetail[],
  assembly: string,
): Release | undefined {
  const ofStack = actions.filter(
    ({ input }) => input?.configuration?.StackName === name && (input.roleArn ?? '').split(':')[4] === account,
  );
  const isOfMode = (action: ActionExecutionDetail, mode: string) => action.input?.configuration?.ActionMode === mode;
  const executed = ofStack.find((action) => isOfMode(action, 'CHANGE_SET_EXECUTE') && action.status === 'Succeeded');
  if (executed === undefined) return undefined;
  // The change set that was executed is the last one that was made before: the stage may have made others since.
  const prepared = ofStack
    .slice(ofStack.indexOf(executed))
    .find(
      (action) =>
        action.pipelineExecutionId === executed.pipelineExecutionId &&
        action.stageName === executed.stageName &&
        isOfMode(action, 'CHANGE_SET_REPLACE'),
    );
  return release(prepared ?? executed, 'deployed', assembly);
}

/** Executions that began before this one and have not ended. */
function inFront(executions: readonly PipelineExecutionSummary[], { executionId }: Search): PipelineExecutionSummary[] {
  const own = executions.find(({ pipelineExecutionId }) => pipelineExecutionId === executionId);
  const begin = own?.startTime?.getTime() ?? Number.POSITIVE_INFINITY;
  return executions.filter(
    ({ pipelineExecutionId, status, startTime }) =>
      pipelineExecutionId !== executionId &&
      (status === 'InProgress' || status === 'Stopping') &&
      (startTime?.getTime() ?? 0) <= begin,
  );
}

function underWay(stack: DeployedStack, { actions, executions }: History, search: Search): readonly Release[] {
  return inFront(executions, search).flatMap(({ pipelineExecutionId }) => {
    const own = actions.filter(
      (action) => action.pipelineExecutionId === pipelineExecutionId && action.status === 'Succeeded',
    );
    const passed = own.find((action) => isOf(search.project, action, search));
    // The pipeline's own stack it has deployed already, unless its turn is still to come.
    const isPast = stack.own && own.some((action) => isOf(search.updateProject, action, search));
    return passed === undefined || isPast ? [] : [release(passed, 'underWay', search.assembly)];
  });
}

const isOf = (project: string, { input, pipelineExecutionId }: ActionExecutionDetail, search: Search): boolean =>
  input?.configuration?.ProjectName === project && pipelineExecutionId !== search.executionId;

function release(action: ActionExecutionDetail, kind: Release['kind'], assembly: string): Release {
  const { inputArtifacts = [] } = action.input ?? {};
  // A stage is deployed from one artifact, whatever its name: the assembly as it was signed for, in releases of long ago as it was built,
  // and where the stage was going back, what it went back to.
  const only = inputArtifacts.length === 1 ? inputArtifacts[0] : undefined;
  const place = (inputArtifacts.find(({ name }) => name === assembly) ?? only)?.s3location;
  return {
    executionId: action.pipelineExecutionId ?? '',
    kind,
    place:
      place?.bucket === undefined || place.key === undefined ? undefined : { bucket: place.bucket, key: place.key },
  };
}
