import type { Model } from '@aws-sdk/client-api-gateway';
import type { ErrorObject, ValidateFunction } from 'ajv';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { badRequest } from '../errors.ts';

/** Checks a request body. @returns undefined when it fits, else what `$context.error.validationErrorString` says */
export type BodyModel = (body: string) => string | undefined;

const MODEL_REFERENCE = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\/(\w+)$/;

/**
 * Compiles a model, JSON schema draft 4, with the other models that it may refer to.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 * @throws ServiceError BadRequestException when it is no such schema
 */
export function compileModel(model: Model, models: Readonly<Record<string, Model>>): BodyModel {
  const parse = ({ name, schema }: Model): object => {
    try {
      const parsed: unknown = JSON.parse(schema ?? '{}');
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw badRequest(`Invalid model specified: Validation Result: errors : [the schema of ${name} is no JSON object]`);
  };
  const ajv = new Ajv.default({
    allErrors: true,
    verbose: true,
    strict: false,
    loadSchema: async () => ({}),
  });
  addFormats.default(ajv);
  const validate = (() => {
    try {
      const schema = withOtherModels(parse(model), (name) => {
        const other = models[name];
        if (other === undefined) throw badRequest(`Invalid model reference specified: ${name}`);
        return parse(other);
      });
      return ajv.compile(schema);
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'BadRequestException') throw error;
      throw badRequest(`Invalid model specified: Validation Result: errors : [${error.message}]`);
    }
  })();
  return (body) => check(validate, body);
}

/** Brings the models that a schema refers to by API Gateway's address into the schema's own definitions. */
function withOtherModels(schema: object, load: (name: string) => object): object {
  const brought = new Map<string, unknown>();
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const name = key === '$ref' && typeof inner === 'string' ? MODEL_REFERENCE.exec(inner)?.[1] : undefined;
        if (name === undefined) return [key, visit(inner)];
        if (!brought.has(name)) {
          brought.set(name, {});
          brought.set(name, visit(load(name)));
        }
        return [key, `#/definitions/model:${name}`];
      }),
    );
  };
  const visited: object = Object(visit(schema));
  const own = 'definitions' in visited && typeof visited.definitions === 'object' ? visited.definitions : {};
  const others = Object.fromEntries([...brought].map(([name, text]) => [`model:${name}`, text]));
  return brought.size === 0 ? visited : { ...visited, definitions: { ...own, ...others } };
}

function check(validate: ValidateFunction, body: string): string | undefined {
  let document: unknown;
  try {
    // What is not there is validated as an empty object.
    document = body === '' ? {} : JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `Could not parse request body into json: ${error.message}`;
  }
  if (validate(document)) return undefined;
  return `[${describeErrors(validate.errors ?? []).join(', ')}]`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}
const list = (value: unknown) => JSON.stringify(Array.isArray(value) ? value : [value]);

/** In the words of the validator that API Gateway uses; an error below the root begins with where it is. */
function describeErrors(errors: readonly ErrorObject[]): string[] {
  const missing = new Map<string, string[]>();
  const extra = new Map<string, string[]>();
  const others: string[] = [];
  for (const error of errors) {
    const { keyword, params, instancePath } = error;
    if (keyword === 'required')
      missing.set(instancePath, [...(missing.get(instancePath) ?? []), params.missingProperty]);
    else if (keyword === 'additionalProperties')
      extra.set(instancePath, [...(extra.get(instancePath) ?? []), params.additionalProperty]);
    else others.push(at(instancePath, describeOne(error)));
  }
  return [
    ...[...missing].map(([path, names]) => at(path, `object has missing required properties (${list(names.sort())})`)),
    ...[...extra].map(([path, names]) =>
      at(path, `object instance has properties which are not allowed by the schema: ${list(names.sort())}`),
    ),
    ...others,
  ];
}
const at = (path: string, text: string) => (path === '' ? text : `${path}: ${text}`);

function describeOne({ keyword, params, data, schema, message }: ErrorObject): string {
  const length = typeof data === 'string' ? [...data].length : Array.isArray(data) ? data.length : 0;
  switch (keyword) {
    case 'type':
      return `instance type (${typeName(data)}) does not match any allowed primitive type (allowed: ${list(schema)})`;
    case 'enum':
      return `instance value (${JSON.stringify(data)}) not found in enum (possible values: ${list(schema)})`;
    case 'minLength':
      return `string ${JSON.stringify(data)} is too short (length: ${length}, required minimum: ${schema})`;
    case 'maxLength':
      return `string ${JSON.stringify(data)} is too long (length: ${length}, maximum allowed: ${schema})`;
    case 'pattern':
      return `ECMA 262 regex ${JSON.stringify(schema)} does not match input string ${JSON.stringify(data)}`;
    case 'minimum':
      return `numeric instance is lower than the required minimum (minimum: ${params.limit}, found: ${data})`;
    case 'maximum':
      return `numeric instance is greater than the required maximum (maximum: ${params.limit}, found: ${data})`;
    case 'minItems':
      return `array is too short: must have at least ${schema} elements but instance has ${length} elements`;
    case 'maxItems':
      return `array is too long: must have at most ${schema} elements but instance has ${length} elements`;
    default:
      return message ?? `does not satisfy ${keyword}`;
  }
}
