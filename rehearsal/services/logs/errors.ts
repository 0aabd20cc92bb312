import { ServiceError } from '../../kernel/errors.ts';

/* The errors of CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html */

export const groupNotFound = () =>
  new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
export const streamNotFound = () =>
  new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
export const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message);
export const alreadyThere = (what: 'log group' | 'log stream') =>
  new ServiceError('ResourceAlreadyExistsException', `The specified ${what} already exists`);
export const invalid = (message: string) => new ServiceError('InvalidParameterException', message);
export const notImplemented = (what: string) =>
  new ServiceError('NotImplemented', `The rehearsal's CloudWatch Logs does not implement ${what}`, 501);

/** @throws ServiceError for a member that is set and would change behaviour that is not there */
export function refuseUnsupported(input: object, supported: readonly string[], operation: string): void {
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && value !== false && !supported.includes(name))
      throw notImplemented(`${name} of ${operation}`);
}
