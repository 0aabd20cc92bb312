import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { KeyValues } from '../../kernel/access.ts';
import type { DynamoTable } from './tables.ts';

/*
 * What policies may ask about items: `dynamodb:LeadingKeys` are the partition keys that a request reaches for, and
 * `dynamodb:Attributes` the top-level attributes that it names.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */

export type Attributes = Record<string, AttributeValue>;

/** The parts of requests that name keys and attributes. */
export interface ItemRequest {
  readonly Key?: Attributes | undefined;
  readonly Keys?: readonly Attributes[] | undefined;
  readonly Item?: Attributes | undefined;
  readonly IndexName?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly AttributesToGet?: readonly string[] | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Attributes | undefined;
  readonly Select?: string | undefined;
  readonly ReturnValues?: string | undefined;
}

const text = (value: AttributeValue | undefined): string | undefined =>
  value?.S ?? value?.N ?? (value?.B === undefined ? undefined : Buffer.from(value.B).toString('base64'));

/** Words of the expression language; what else stands there as a name is an attribute's. */
const WORDS =
  /^(SET|REMOVE|ADD|DELETE|AND|OR|NOT|BETWEEN|IN|attribute_exists|attribute_not_exists|attribute_type|begins_with|contains|size|if_not_exists|list_append)$/i;

function namesIn(expression: string | undefined, names: Record<string, string> | undefined): string[] {
  // `a.b[0]` and `#a.#b` are about `a`: what follows a dot is within it.
  const found = (expression ?? '').replace(/\.[\w#]+|\[\d+\]/g, '').match(/(?<![:\w])#?[A-Za-z_]\w*|#\w+/g) ?? [];
  return found.filter((name) => !WORDS.test(name)).map((name) => names?.[name] ?? name);
}

function leadingKeys(table: DynamoTable | undefined, request: ItemRequest): string[] {
  const keys = table?.indexes.find(({ name }) => name === request.IndexName)?.keys ?? table?.keys;
  if (keys === undefined) return [];
  const { name } = keys.hash;
  const items = [request.Key, request.Item, ...(request.Keys ?? [])];
  const direct = items.flatMap((item) => text(item?.[name]) ?? []);
  const placeholder = Object.entries(request.ExpressionAttributeNames ?? {}).find(([, value]) => value === name)?.[0];
  const equals = new RegExp(`(?:^|[\\s(])(?:${placeholder ?? name}|${name})\\s*=\\s*(:\\w+)`);
  const [, value] = equals.exec(request.KeyConditionExpression ?? '') ?? [];
  const compared = value === undefined ? undefined : text(request.ExpressionAttributeValues?.[value]);
  return compared === undefined ? direct : [...direct, compared];
}

function attributes(request: ItemRequest): string[] {
  const { ExpressionAttributeNames: names } = request;
  const expressions = [
    request.KeyConditionExpression,
    request.UpdateExpression,
    request.ConditionExpression,
    request.FilterExpression,
    request.ProjectionExpression,
  ].flatMap((expression) => namesIn(expression, names));
  const items = [request.Key, request.Item, ...(request.Keys ?? [])].flatMap((item) => Object.keys(item ?? {}));
  return [...new Set([...items, ...(request.AttributesToGet ?? []), ...expressions])];
}

const several = (values: readonly string[]) => (values.length === 0 ? undefined : [...new Set(values)]);

/** @param enclosing of a part of a transaction or batch: the operation that it is a part of */
export function itemKeys(table: DynamoTable | undefined, request: ItemRequest, enclosing?: string): KeyValues {
  return {
    'dynamodb:LeadingKeys': several(leadingKeys(table, request)),
    'dynamodb:Attributes': several(attributes(request)),
    'dynamodb:Select': request.Select,
    'dynamodb:ReturnValues': request.ReturnValues,
    'dynamodb:EnclosingOperation': enclosing,
  };
}
