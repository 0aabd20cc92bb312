import type { Denial } from '../kernel/access.ts';
import { ServiceError } from '../kernel/errors.ts';
import { percentDecoded } from '../kernel/percent-decoded.ts';
import type { Context, Kernel, Service } from '../kernel/service.ts';
import type { WireRequest } from './message.ts';
import type { ServiceModel } from './model.ts';
import { requestTagKeys } from './request-tags.ts';

/**
 * Asks whether the caller may do what it asks for. What an operation requires is written beside the service; one that is
 * implemented and requires nothing says so with an empty list.
 * @returns a denial, where policies are enforced
 */
export function authorize(
  service: Service,
  operation: string,
  input: object,
  context: Context,
  request: WireRequest,
): Denial | undefined {
  if (context.access.mode === 'off') return undefined;
  const requirementsOf = service.authorization?.operations[operation];
  if (requirementsOf === undefined) return undefined; // not implemented: the next step says so
  const required = requirementsOf(input, context, { method: request.method, path: spelled(request.path) });
  const list = 'action' in required ? [required] : required;
  if (list.length === 0) return undefined;
  const { 'user-agent': userAgent, referer } = request.headers;
  const keys = { ...requestTagKeys(input), 'aws:UserAgent': userAgent, 'aws:Referer': referer };
  return context.access.check(context, context.principal, list, keys);
}

/** A path in one spelling: `/restapis/%61/` is `/restapis/a` for the operation, and so it is for the policies. */
const spelled = (path: string): string =>
  path
    .split('/')
    .map(percentDecoded)
    .join('/')
    .replace(/(?<=.)\/$/, '');

/** The longest that `sts:DecodeAuthorizationMessage` takes. */
const LONGEST_ENCODED = 10_240;

/**
 * The header that brings a denial's encoded message. The services that are served here have no member for one on AWS, as
 * EC2's errors have: their bodies stay what AWS answers. One that could not be decoded for its length is left out.
 */
export function encodedMessage(kernel: Kernel, { authorizationMessage }: Denial): Record<string, string> {
  const encoded = kernel.sealedMessages.seal(authorizationMessage);
  return encoded.length > LONGEST_ENCODED ? {} : { 'slipway-encoded-authorization-message': encoded };
}

/** The error of a denial, in the code and status that the service has for it. */
export function accessDenied(model: ServiceModel, { message }: Denial): ServiceError {
  if (model.signingName === 'sns') return new ServiceError('AuthorizationError', message, 403);
  switch (model.kind) {
    case 'query':
    case 'restXml':
      return new ServiceError('AccessDenied', message, 403);
    case 'restJson':
      return new ServiceError('AccessDeniedException', message, 403);
    default:
      return new ServiceError('AccessDeniedException', message, 400);
  }
}
