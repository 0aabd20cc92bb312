import { ServiceError } from '../../kernel/errors.ts';

export const invalid = (message: string) => new ServiceError('InvalidRequestException', message);
export const notImplemented = (what: string) =>
  new ServiceError('NotImplemented', `The rehearsal's X-Ray does not implement ${what}`, 501);
