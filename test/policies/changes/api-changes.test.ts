import { expect, test } from '@jest/globals';
import { compare, type Resources, told } from './fixture.ts';

interface Options {
  readonly schema?: unknown;
  readonly validate?: boolean;
  readonly method?: Readonly<Record<string, unknown>>;
  readonly path?: string;
}

const SCHEMA = { type: 'object', properties: { Name: { type: 'string' } } };

/** An API with `POST /v2/students` and a validated body. */
function api({ schema = SCHEMA, validate = true, method = {}, path = 'students' }: Options = {}): Resources {
  const ofApi = (Type: string, Properties: Record<string, unknown>) => ({
    Type: `AWS::ApiGateway::${Type}`,
    Properties: { RestApiId: { Ref: 'Api' }, ...Properties },
  });
  return {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
    V2: ofApi('Resource', { ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'v2' }),
    Students: ofApi('Resource', { ParentId: { Ref: 'V2' }, PathPart: path }),
    Model: ofApi('Model', { Schema: schema }),
    Validator: ofApi('RequestValidator', { ValidateRequestBody: validate, ValidateRequestParameters: validate }),
    Post: ofApi('Method', {
      HttpMethod: 'POST',
      ResourceId: { Ref: 'Students' },
      RequestValidatorId: { Ref: 'Validator' },
      RequestModels: { 'application/json': { Ref: 'Model' } },
      ...method,
    }),
  };
}

const ROUTE = 'Students/Api.POST-/v2/students';
const narrowed = { ...SCHEMA, required: ['Name'] };

const cases: readonly [what: string, before: Options, after: Options, expected: string[]][] = [
  ['nothing', {}, {}, []],
  ['a required field', {}, { schema: narrowed }, [`oneWay request-narrowed:${ROUTE}.body.Name`]],
  ['a field that is no longer required', { schema: narrowed }, {}, []],
  ['a narrower model that nobody is held against', { validate: false }, { validate: false, schema: narrowed }, []],
  [
    'a validator that begins to look',
    { validate: false },
    {},
    [`oneWay request-narrowed:${ROUTE}.body`, `oneWay request-narrowed:${ROUTE}.body.Name`],
  ],
  ['a validator that looks no more', {}, { validate: false }, []],
  ['an API key', {}, { method: { ApiKeyRequired: true } }, [`oneWay request-narrowed:${ROUTE}.key`]],
  ['an API key that is not asked for any more', { method: { ApiKeyRequired: true } }, {}, []],
  [
    'an authorizer',
    {},
    { method: { AuthorizationType: 'AWS_IAM' } },
    [`oneWay request-narrowed:${ROUTE}.authorization`],
  ],
  [
    'a required parameter',
    { method: { RequestParameters: { 'method.request.querystring.Roll': false } } },
    { method: { RequestParameters: { 'method.request.querystring.Roll': true } } },
    [`oneWay request-narrowed:${ROUTE}.method.request.querystring.Roll`],
  ],
  ['another path', {}, { path: 'pupils' }, [`oneWay route-removed:${ROUTE}`]],
  ['a schema that cannot be read', {}, { schema: '{' }, [`oneWay request-narrowed:${ROUTE}.body`]],
];

test.each(cases)('%s', (_, before, after, expected) => {
  expect(told(compare(api(before), api(after))).filter((line) => !line.startsWith('reversible'))).toEqual(expected);
});

test('a method that moves to another logical id stays the same route', () => {
  const { Post, ...rest } = api();
  const moved: Resources = Post === undefined ? rest : { ...rest, PostAgain: Post };
  expect(told(compare(api(), moved))).toEqual([
    'reversible removed:Students/Post',
    'reversible added:Students/PostAgain',
  ]);
});

test('a model by name is the model of that name', () => {
  const named = (schema: unknown): Resources => {
    const resources = api({ schema, method: { RequestModels: { 'application/json': 'Student' } } });
    const { Model } = resources;
    return Model === undefined
      ? resources
      : { ...resources, Model: { ...Model, Properties: { ...Model.Properties, Name: 'Student' } } };
  };
  expect(told(compare(named(SCHEMA), named(narrowed)))).toContain(`oneWay request-narrowed:${ROUTE}.body.Name`);
});
