import { ServiceError } from '../../kernel/errors.ts';

export const invalidParameter = (message: string) =>
  new ServiceError('InvalidParameterException', `Invalid parameter: ${message}`);

export const topicNotFound = () => new ServiceError('NotFoundException', 'Topic does not exist');

export const subscriptionNotFound = () => new ServiceError('NotFoundException', 'Subscription does not exist');

/** Something that AWS knows and the rehearsal does not act on: refused, never ignored. */
export const notSupported = (operation: string, what: string) =>
  new ServiceError('NotImplemented', `The rehearsal does not implement ${what} of sns:${operation}`, 501);
