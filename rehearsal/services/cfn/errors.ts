import { ServiceError } from '../../kernel/errors.ts';

/** CloudFormation says almost everything that is wrong with a request as `ValidationError`. */
export const validationError = (message: string) => new ServiceError('ValidationError', message, 400);
export const noStack = (name: string) => validationError(`Stack with id ${name} does not exist`);
export const noChangeSet = (name: string) =>
  new ServiceError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`, 404);
export const cannotUpdate = (stackId: string, status: string) =>
  validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);
