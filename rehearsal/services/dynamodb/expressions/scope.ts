import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { validation } from '../errors.ts';
import { readItem, type Value } from '../values.ts';

/** The substitutions of a request, and which of them its expressions used. */
export class Scope {
  private readonly names: Readonly<Record<string, string>>;
  private readonly values: Readonly<Record<string, Value>>;
  private readonly used = new Set<string>();

  constructor(names: Record<string, string> | undefined, values: Record<string, AttributeValue> | undefined) {
    if (names !== undefined && Object.keys(names).length === 0)
      throw validation('ExpressionAttributeNames must not be empty');
    if (values !== undefined && Object.keys(values).length === 0)
      throw validation('ExpressionAttributeValues must not be empty');
    this.names = names ?? {};
    this.values = readItem(values);
  }
  name(alias: string, kind: string): string {
    const name = this.names[alias];
    if (name === undefined)
      throw validation(
        `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${alias}`,
      );
    this.used.add(alias);
    return name;
  }
  value(placeholder: string, kind: string): Value {
    const value = this.values[placeholder];
    if (value === undefined)
      throw validation(
        `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    this.used.add(placeholder);
    return value;
  }
  /** @throws ServiceError when a substitution was given and no expression used it */
  requireAllUsed(): void {
    for (const [what, given] of [
      ['ExpressionAttributeNames', this.names],
      ['ExpressionAttributeValues', this.values],
    ] as const) {
      const unused = Object.keys(given).filter((name) => !this.used.has(name));
      if (unused.length > 0)
        throw validation(`Value provided in ${what} unused in expressions: keys: {${unused.join(', ')}}`);
    }
  }
}
