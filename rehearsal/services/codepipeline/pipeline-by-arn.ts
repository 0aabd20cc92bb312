import type { Scope } from '../../kernel/service.ts';
import { resourceNotFound } from './errors.ts';
import { type Pipeline, pipelines } from './state.ts';

/** @throws ServiceError ResourceNotFoundException */
export function pipelineByArn(scope: Scope, arn: string): Pipeline {
  const pipeline = pipelines(scope)
    .values()
    .find((candidate) => candidate.arn === arn);
  if (pipeline === undefined) throw resourceNotFound(arn);
  return pipeline;
}
