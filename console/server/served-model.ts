import type { ReadModel } from '../model/read-model.ts';

/** What the pages ask of a model. */
export type ServedModel = Pick<
  ReadModel,
  | 'pipelineName'
  | 'clock'
  | 'principal'
  | 'pipeline'
  | 'release'
  | 'dossier'
  | 'historySoFar'
  | 'security'
  | 'securityReport'
  | 'log'
  | 'answer'
  | 'stop'
  | 'rollBack'
>;
