import { ServiceError } from '../../kernel/errors.ts';
import { checkPolicy, type PolicyKind } from '../../policy/check.ts';
import { refusing } from '../../policy/document.ts';

/* https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */

export const noSuchEntity = (message: string) => new ServiceError('NoSuchEntityException', message);
export const alreadyExists = (message: string) => new ServiceError('EntityAlreadyExistsException', message);
export const deleteConflict = (message: string) => new ServiceError('DeleteConflictException', message);
export const limitExceeded = (message: string) => new ServiceError('LimitExceededException', message);
export const invalidInput = (message: string) => new ServiceError('InvalidInputException', message);
export const validation = (message: string) => new ServiceError('ValidationError', message, 400);

/** Quotas in characters without blanks. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MANAGED_POLICY_MAX = 6144;
const INLINE_POLICIES_MAX = { role: 10_240, user: 2048 } as const;
const TRUST_POLICY_MAX = 2048;

const sizeOf = (document: string): number => document.replaceAll(/\s/g, '').length;

/** @throws ServiceError `LimitExceeded` where a managed policy is larger than IAM takes */
export function acceptManagedPolicy(document: string): string {
  const accepted = acceptPolicy(document, 'identity');
  if (sizeOf(accepted) > MANAGED_POLICY_MAX)
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${MANAGED_POLICY_MAX}`);
  return accepted;
}

/** @throws ServiceError `LimitExceeded` where a trust policy is larger than IAM takes by default */
export function acceptTrustPolicy(document: string): string {
  const accepted = acceptPolicy(document, 'trust');
  if (sizeOf(accepted) > TRUST_POLICY_MAX)
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${TRUST_POLICY_MAX}`);
  return accepted;
}

/** @throws ServiceError `LimitExceeded` where the policies in an identity are larger together than IAM takes */
export function checkInlinePolicies(kind: keyof typeof INLINE_POLICIES_MAX, name: string, documents: string[]): void {
  const most = INLINE_POLICIES_MAX[kind];
  if (documents.reduce((sum, document) => sum + sizeOf(document), 0) > most)
    throw limitExceeded(`Maximum policy size of ${most} bytes exceeded for ${kind} ${name}`);
}

/** @throws ServiceError `MalformedPolicyDocument` */
export function acceptPolicy(document: string, kind: PolicyKind): string {
  refusing(
    (why) => new ServiceError('MalformedPolicyDocumentException', why),
    () => checkPolicy(document, kind),
  );
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
