import { ServiceError } from '../../kernel/errors.ts';

/* Codes and texts of https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html and of the operations. */

export const validation = (message: string) => new ServiceError('ValidationError', message, 400);
export const templateFormat = (what: string) => validation(`Template format error: ${what}`);
export const templateError = (what: string) => validation(`Template error: ${what}`);
export const noStack = (name: string) => validation(`Stack with id ${name} does not exist`);
/** Other operations than DescribeStacks say it with other words. */
export const noStackNamed = (name: string) => validation(`Stack [${name}] does not exist`);
export const noChangeSet = (name: string) =>
  new ServiceError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`, 404);
export const alreadyExists = (what: string) => new ServiceError('AlreadyExistsException', what, 400);
export const wrongState = (stackId: string, state: string, done: string) =>
  validation(`Stack:${stackId} is in ${state} state and can not be ${done}.`);
export const notSupported = (what: string) => validation(`The rehearsal does not support ${what}`);
