import { ServiceException } from '@smithy/core/client';
import { ZodError } from 'zod';
import { ServiceError } from '../../../kernel/errors.ts';

/** A resource that could not be made as asked, with the reason that its event shows. */
export class ResourceFailed extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ResourceFailed';
  }
}

/** A long step that was given up because another resource failed. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/**
 * The reason that a resource's event shows.
 * @returns undefined for what is no failure of the resource but a bug of the rehearsal
 */
export function failureReason(error: unknown, logicalId: string, token: string): string | undefined {
  if (error instanceof ResourceFailed || error instanceof ServiceError) return error.message;
  if (error instanceof ZodError) {
    const problems = error.issues.map(
      (issue) => `#${issue.path.map((part) => `/${String(part)}`).join('')}: ${issue.message}`,
    );
    return `Properties validation failed for resource ${logicalId} with message:\n${problems.join('\n')}`;
  }
  if (ServiceException.isInstance(error)) {
    const { httpStatusCode, requestId } = error.$metadata;
    const service = `Status Code: ${httpStatusCode}, Request ID: ${requestId}`;
    return `Resource handler returned message: "${error.message} (${error.name}; ${service})" (RequestToken: ${token}, HandlerErrorCode: ${handlerCode(error.name, httpStatusCode)})`;
  }
  return undefined;
}

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
function handlerCode(name: string, status: number | undefined): string {
  if (/AlreadyExists|Conflict.*Exists|InUse/.test(name)) return 'AlreadyExists';
  if (/NotFound|NoSuch|DoesNotExist/.test(name)) return 'NotFound';
  if (/AccessDenied|NotAuthorized/.test(name) || status === 403) return 'AccessDenied';
  if (/Throttl|TooManyRequests/.test(name) || status === 429) return 'Throttling';
  if (/Limit|Quota/.test(name)) return 'ServiceLimitExceeded';
  return status === 400 ? 'InvalidRequest' : 'GeneralServiceException';
}
