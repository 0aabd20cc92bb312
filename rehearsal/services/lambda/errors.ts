import { ServiceError } from '../../kernel/errors.ts';

/* The errors of Lambda: https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html and each operation's page. */

const user = (members: Record<string, unknown> = {}) => ({ Type: 'User', ...members });

export const functionNotFound = (arn: string) =>
  new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, undefined, user());
export const aliasNotFound = (arn: string) =>
  new ServiceError('ResourceNotFoundException', `Cannot find alias arn: ${arn}`, undefined, user());
export const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message, undefined, user());
export const invalid = (message: string) =>
  new ServiceError('InvalidParameterValueException', message, undefined, user());
export const conflict = (message: string) => new ServiceError('ResourceConflictException', message, undefined, user());
export const precondition = () =>
  new ServiceError(
    'PreconditionFailedException',
    'The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId',
    undefined,
    user(),
  );
export const badJson = (detail: string) =>
  new ServiceError(
    'InvalidRequestContentException',
    `Could not parse request body into json: ${detail}`,
    undefined,
    user(),
  );
export const tooLarge = (limitBytes: number) =>
  new ServiceError(
    'RequestTooLargeException',
    `Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation`,
    undefined,
    user(),
  );

/** @param reason whose limit it was */
export const throttled = (
  reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' | 'ConcurrentInvocationLimitExceeded',
) => new ServiceError('TooManyRequestsException', 'Rate Exceeded.', undefined, { Reason: reason, Type: 'User' });

export const accessDenied = (caller: string, resource: string, kind = 'resource') =>
  new ServiceError(
    'AccessDeniedException',
    `User: ${caller} is not authorized to perform: lambda:InvokeFunction on resource: ${resource} because no ${kind}-based policy allows the lambda:InvokeFunction action`,
    403,
  );

/** What the rehearsal cannot run is refused by name. */
export const notImplemented = (what: string) =>
  new ServiceError('NotImplemented', `The rehearsal's Lambda does not implement ${what}`, 501);

/** @throws ServiceError for a member that is set and would change behaviour that is not there */
export function refuseUnsupported(input: object, supported: readonly string[], operation: string): void {
  for (const [name, value] of Object.entries(input)) {
    const empty = value === undefined || (Array.isArray(value) && value.length === 0);
    if (!empty && !supported.includes(name)) throw notImplemented(`${name} of ${operation}`);
  }
}
