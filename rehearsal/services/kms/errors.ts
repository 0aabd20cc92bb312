import { ServiceError } from '../../kernel/errors.ts';

export const notFound = (message: string) => new ServiceError('NotFoundException', message);
export const invalidArn = (arn: string) => new ServiceError('InvalidArnException', `Invalid arn ${arn}`);
export const disabled = (arn: string) => new ServiceError('DisabledException', `${arn} is disabled.`);
export const invalidState = (arn: string, state: string) =>
  new ServiceError(
    'KMSInvalidStateException',
    `${arn} is ${state === 'PendingDeletion' ? 'pending deletion' : state}.`,
  );
export const invalidUsage = (arn: string, usage: string, operation: string) =>
  new ServiceError('InvalidKeyUsageException', `${arn} key usage is ${usage} which is not valid for ${operation}.`);
export const invalidCiphertext = () => new ServiceError('InvalidCiphertextException', '');
export const validation = (message: string) => new ServiceError('ValidationException', message, 400);
export const alreadyExists = (message: string) => new ServiceError('AlreadyExistsException', message);
export const unsupported = (what: string) =>
  new ServiceError('NotImplemented', `The rehearsal's KMS does not implement ${what}`, 501);
