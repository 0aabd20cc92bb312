import { ServiceError } from '../../kernel/errors.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html */
export const validationError = (message: string) => new ServiceError('ValidationError', message, 400);

export const invalidParameterValue = (message: string) => new ServiceError('InvalidParameterValueException', message);

export const invalidParameterCombination = (message: string) =>
  new ServiceError('InvalidParameterCombinationException', message);

export const missingParameter = (name: string) =>
  new ServiceError('MissingRequiredParameterException', `The parameter ${name} is required.`);

export const invalidNextToken = (token: string) => new ServiceError('InvalidNextToken', `Invalid NextToken: ${token}`);

/** An alarm that `SetAlarmState` or a tag operation does not find. */
export const alarmNotFound = (name: string) => new ServiceError('ResourceNotFound', `Unknown alarm: ${name}`);

/** A member of the input that AWS knows and the rehearsal does not act on: refused, never ignored. */
export const notSupported = (operation: string, member: string) =>
  new ServiceError('NotImplemented', `The rehearsal does not implement ${member} of monitoring:${operation}`, 501);
