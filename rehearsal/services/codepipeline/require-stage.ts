import { stageNotFound, validation } from './errors.ts';
import type { Pipeline } from './state.ts';

/** @throws ServiceError StageNotFoundException */
export function requireStage({ name, declaration }: Pipeline, stage: string): string {
  if (!(declaration.stages ?? []).some((candidate) => candidate.name === stage)) throw stageNotFound(name, stage);
  return stage;
}

/**
 * The stage whose inbound transition is meant: the outbound transition of a stage is the inbound one of the next.
 * @throws ServiceError StageNotFoundException, ValidationException where there is no such transition
 */
export function transitionStage(pipeline: Pipeline, stage: string, type: string): string {
  requireStage(pipeline, stage);
  const stages = (pipeline.declaration.stages ?? []).map(({ name = '' }) => name);
  const target = type === 'Outbound' ? stages[stages.indexOf(stage) + 1] : stage;
  if (target === undefined || target === stages[0])
    throw validation(`The stage '${stage}' has no ${type.toLowerCase()} transition`);
  return target;
}
