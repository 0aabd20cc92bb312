import { ServiceError } from '../../kernel/errors.ts';

export const invalidInput = (message: string) => new ServiceError('InvalidInputException', message);
export const notFound = (message: string) => new ServiceError('ResourceNotFoundException', message);
export const alreadyExists = (message: string) => new ServiceError('ResourceAlreadyExistsException', message);
export const limitExceeded = (message: string) => new ServiceError('AccountLimitExceededException', message);

/** What ends a phase: becomes the phase's context in BatchGetBuilds, as `<code>: <message>`. */
export class PhaseFailure extends Error {
  readonly statusCode: string;

  /** @param statusCode CodeBuild's own, such as `YAML_FILE_ERROR`, `CLIENT_ERROR`, `COMMAND_EXECUTION_ERROR` */
  constructor(statusCode: string, message: string) {
    super(message);
    this.name = 'PhaseFailure';
    this.statusCode = statusCode;
  }
}
