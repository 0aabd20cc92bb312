import { ServiceError } from '../../kernel/errors.ts';

/* Messages as the service words them: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */

export const validation = (message: string) => new ServiceError('ValidationException', message, 400);
export const resourceNotFound = () => new ServiceError('ResourceNotFoundException', 'Requested resource not found');
export const tableNotFound = (name: string) =>
  new ServiceError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
export const tableInUse = (message: string) => new ServiceError('ResourceInUseException', message);
export const conditionFailed = (item?: unknown) =>
  new ServiceError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    400,
    item === undefined ? {} : { Item: item },
  );
export const unsupported = (what: string) =>
  new ServiceError('NotImplemented', `The rehearsal's DynamoDB does not implement ${what}`, 501);
