import type {
  ActionDeclaration,
  ArtifactStore,
  PipelineDeclaration,
  RuleDeclaration,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import type { ConditionKind } from './state.ts';

/* Reading a definition that was validated when it was stored: what is missing here is a bug. */

export function stageOf(declaration: PipelineDeclaration, name: string): StageDeclaration {
  const stage = declaration.stages?.find((candidate) => candidate.name === name);
  if (stage === undefined) throw new Error(`Pipeline ${declaration.name} has no stage ${name}`);
  return stage;
}

/** The stage after this one; undefined after the last. */
export function stageAfter(declaration: PipelineDeclaration, name: string): StageDeclaration | undefined {
  const stages = declaration.stages ?? [];
  return stages[stages.findIndex((stage) => stage.name === name) + 1];
}

export function firstStage(declaration: PipelineDeclaration): StageDeclaration {
  const [first] = declaration.stages ?? [];
  if (first === undefined) throw new Error(`Pipeline ${declaration.name} has no stages`);
  return first;
}

export function actionOf(stage: StageDeclaration, name: string): ActionDeclaration {
  const action = stage.actions?.find((candidate) => candidate.name === name);
  if (action === undefined) throw new Error(`Stage ${stage.name} has no action ${name}`);
  return action;
}

/** The actions of a stage in groups that run at the same time. */
export function runOrderGroups(stage: StageDeclaration): ActionDeclaration[][] {
  const orders = new Map<number, ActionDeclaration[]>();
  for (const action of stage.actions ?? [])
    orders.set(action.runOrder ?? 1, [...(orders.get(action.runOrder ?? 1) ?? []), action]);
  return [...orders].sort(([a], [b]) => a - b).map(([, actions]) => actions);
}

export const conditionsOf = (stage: StageDeclaration, kind: ConditionKind) => stage[kind]?.conditions ?? [];

export function ruleOf(stage: StageDeclaration, kind: ConditionKind, condition: number, name: string): RuleDeclaration {
  const rule = conditionsOf(stage, kind)[condition]?.rules?.find((candidate) => candidate.name === name);
  if (rule === undefined) throw new Error(`Stage ${stage.name} has no ${kind} rule ${name}`);
  return rule;
}

/** The artifact store of a region: `artifactStore`, or the region's one of `artifactStores`. */
export function artifactStoreOf(declaration: PipelineDeclaration, region: string): ArtifactStore {
  const store = declaration.artifactStore ?? declaration.artifactStores?.[region];
  if (store === undefined) throw new Error(`Pipeline ${declaration.name} has no artifact store in ${region}`);
  return store;
}

export const providerOf = (action: ActionDeclaration): string =>
  `${action.actionTypeId?.category ?? ''}/${action.actionTypeId?.provider ?? ''}`;

export const modeOf = (declaration: PipelineDeclaration) => declaration.executionMode ?? 'SUPERSEDED';
