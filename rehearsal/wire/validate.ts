import { ServiceError } from '../kernel/errors.ts';
import type { OperationModel } from './model.ts';
import { requiredCount } from './rest-routes.ts';

/**
 * Checks what every service checks first: the required members of the input. Lengths, patterns and enumerations are not in
 * the SDK's schemas; services check those that matter to them.
 * @throws ServiceError `ValidationException` with AWS's wording, naming each missing member
 */
export function validateRequired(operation: OperationModel, input: Readonly<Record<string, unknown>>): void {
  if (!operation.input.isStructSchema()) return;
  const names = [...operation.input.structIterator()].slice(0, requiredCount(operation.input)).map(([name]) => name);
  const missing = names.filter((name) => input[name] === undefined || input[name] === null);
  if (missing.length === 0) return;
  const errors = missing.map(
    (name) =>
      `Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );
  const count = `${errors.length} validation error${errors.length > 1 ? 's' : ''} detected: `;
  throw new ServiceError('ValidationException', count + errors.join('; '), 400);
}
