import { ServiceError } from '../../kernel/errors.ts';
import { checkPolicy, MalformedPolicy, type PolicyKind } from '../../policy/document.ts';

/* https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */

export const noSuchEntity = (message: string) => new ServiceError('NoSuchEntityException', message);
export const alreadyExists = (message: string) => new ServiceError('EntityAlreadyExistsException', message);
export const deleteConflict = (message: string) => new ServiceError('DeleteConflictException', message);
export const limitExceeded = (message: string) => new ServiceError('LimitExceededException', message);
export const invalidInput = (message: string) => new ServiceError('InvalidInputException', message);
export const validation = (message: string) => new ServiceError('ValidationError', message, 400);

/** @throws ServiceError `MalformedPolicyDocument` */
export function acceptPolicy(document: string, kind: PolicyKind): string {
  try {
    checkPolicy(document, kind);
  } catch (error) {
    if (error instanceof MalformedPolicy) throw new ServiceError('MalformedPolicyDocumentException', error.message);
    throw error;
  }
  return document;
}

/** @throws ServiceError with IAM's wording for a name that it does not take */
export function acceptName(member: string, name: string, longest: number): string {
  if (!/^[\w+=,.@-]+$/.test(name))
    throw validation(
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  if (name.length > longest)
    throw validation(
      `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
    );
  return name;
}
