import { ServiceError } from '../../kernel/errors.ts';

/* https://docs.aws.amazon.com/apigateway/latest/api/CommonErrors.html */

export const badRequest = (message: string) => new ServiceError('BadRequestException', message);
export const conflict = (message: string) => new ServiceError('ConflictException', message);
export const notFound = (message: string) => new ServiceError('NotFoundException', message);

/** Something that AWS knows and the rehearsal does not act on: refused, never ignored. */
export const notSupported = (operation: string, what: string) =>
  new ServiceError('NotImplemented', `The rehearsal does not implement ${what} of apigateway:${operation}`, 501);

/**
 * Refuses input members that would change what the API does.
 * @throws ServiceError NotImplemented, naming the first that is there
 */
export function refuse(operation: string, members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members))
    if (value !== undefined && value !== null && value !== false) throw notSupported(operation, name);
}
