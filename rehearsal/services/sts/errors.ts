import { ServiceError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';

export const notAuthorized = (caller: Principal, action: string, resource: string) =>
  new ServiceError(
    'AccessDenied',
    `User: ${caller.kind === 'service' ? caller.service : caller.arn} is not authorized to perform: ${action} on resource: ${resource}`,
    403,
  );
/** Of what session credentials are not for. */
export const cannotCall = (operation: string) =>
  new ServiceError('AccessDenied', `Cannot call ${operation} with session credentials`, 403);
export const validation = (message: string) => new ServiceError('ValidationError', message, 400);
