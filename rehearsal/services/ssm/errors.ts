import { ServiceError } from '../../kernel/errors.ts';

export const parameterNotFound = (name: string) =>
  new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
export const versionNotFound = (name: string, selector: string) =>
  new ServiceError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
  );
export const validation = (message: string) => new ServiceError('ValidationException', message, 400);
export const unsupported = (what: string) =>
  new ServiceError('NotImplemented', `The rehearsal's Parameter Store does not implement ${what}`, 501);
