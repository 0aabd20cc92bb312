/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub */

import { describe, expect, test } from '@jest/globals';
import { inOrder } from '../../../rehearsal/services/cloudformation/execute/graph.ts';
import { evaluateConditions } from '../../../rehearsal/services/cloudformation/template/conditions.ts';
import { dependencyGraph } from '../../../rehearsal/services/cloudformation/template/dependencies.ts';
import {
  dynamicReferences,
  parseSecretReference,
} from '../../../rehearsal/services/cloudformation/template/dynamic-references.ts';
import {
  causesIn,
  type Environment,
  evaluate,
  NO_VALUE,
  unknown,
} from '../../../rehearsal/services/cloudformation/template/evaluate.ts';
import { isObject, type Json } from '../../../rehearsal/services/cloudformation/template/json.ts';
import { parseTemplateText } from '../../../rehearsal/services/cloudformation/template/parse.ts';
import { parseTemplate } from '../../../rehearsal/services/cloudformation/template/template.ts';

const parameters: Record<string, Json> = {
  'AWS::Region': 'eu-west-1',
  Stage: 'beta',
  List: ['x', 'y', 'z'],
};
const environment: Environment = {
  parameter: (name) => parameters[name],
  mapping: (...path) => (path.join('/') === 'Sizes/beta/cpu' ? '256' : undefined),
  condition: (name) => name === 'Yes',
  reference: (id) => ({ Bucket: 'the-bucket', New: unknown([{ source: 'ResourceReference', entity: 'New' }]) })[id],
  attribute: (id, name) =>
    id === 'Bucket' ? `arn:${name}` : unknown([{ source: 'ResourceAttribute', entity: `${id}.${name}` }]),
  imported: (name) => `imported ${name}`,
  stackOutput: (...path) => path.join('/'),
  zones: (region) => [`${region}a`, `${region}b`],
};

describe('functions', () => {
  const cases: [string, Json, Json][] = [
    ['Ref of a parameter', { Ref: 'Stage' }, 'beta'],
    ['Ref of a resource', { Ref: 'Bucket' }, 'the-bucket'],
    ['GetAtt', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:Arn'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Bucket.Endpoint.Address' }, 'arn:Endpoint.Address'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 3]] }, 'a-beta-3'],
    ['Sub', { 'Fn::Sub': '${Stage}/${Bucket.Arn}/${!Literal}' }, 'beta/arn:Arn/${Literal}'],
    ['Sub with variables', { 'Fn::Sub': ['${X}.${Stage}', { X: { Ref: 'Bucket' } }] }, 'the-bucket.beta'],
    ['Select', { 'Fn::Select': ['1', { Ref: 'List' }] }, 'y'],
    ['Split', { 'Fn::Split': ['/', 'a/b/c'] }, ['a', 'b', 'c']],
    ['If', { 'Fn::If': ['Yes', 'yes', { Ref: 'Nowhere' }] }, 'yes'],
    ['If without value', { a: 1, b: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] } }, { a: 1 }],
    ['NoValue in a list', ['a', { Ref: 'AWS::NoValue' }, 'b'], ['a', 'b']],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'cpu'] }, '256'],
    ['FindInMap with a default', { 'Fn::FindInMap': ['Sizes', 'x', 'cpu', { DefaultValue: '1' }] }, '1'],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    ['GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b']],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': '${Stage}-vpc' } }, 'imported beta-vpc'],
    ['GetStackOutput', { 'Fn::GetStackOutput': { StackName: 's', OutputName: 'o' } }, 's/o/eu-west-1'],
    ['Length', { 'Fn::Length': { Ref: 'List' } }, 3],
    ['ToJsonString', { 'Fn::ToJsonString': { a: [{ Ref: 'Stage' }] } }, '{"a":["beta"]}'],
    ['an object that only looks like a call', { Ref: { a: 1 } }, { Ref: { a: 1 } }],
  ];
  test.each(cases)('%s', (_name, expression, expected) => {
    expect(evaluate(expression, environment)).toEqual(expected);
  });

  test('what depends on something unknown is unknown, with its cause', () => {
    const value = evaluate(
      { 'Fn::Join': ['', ['a', { Ref: 'New' }, { 'Fn::GetAtt': ['Other', 'Arn'] }]] },
      environment,
    );
    if (value === NO_VALUE) throw new Error('no value');
    expect(causesIn(value)).toEqual([
      { source: 'ResourceReference', entity: 'New' },
      { source: 'ResourceAttribute', entity: 'Other.Arn' },
    ]);
  });

  test.each([
    [{ Ref: 'Nowhere' }, 'Unresolved resource dependencies [Nowhere]'],
    [{ 'Fn::Transform': { Name: 'X' } }, 'does not support the function Fn::Transform'],
    [{ 'Fn::Select': [7, { Ref: 'List' }] }, 'cannot select nonexistent value at index 7'],
    [{ 'Fn::FindInMap': ['Sizes', 'x', 'cpu'] }, 'Unable to get mapping for Sizes::x::cpu'],
  ])('%j is refused by name', (expression, message) => {
    expect(() => evaluate(expression, environment)).toThrow(message);
  });
});

test('conditions refer to each other and to parameters', () => {
  const conditions = {
    IsBeta: { 'Fn::Equals': [{ Ref: 'Stage' }, 'beta'] },
    Not: { 'Fn::Not': [{ Condition: 'IsBeta' }] },
    Both: { 'Fn::And': [{ Condition: 'IsBeta' }, { 'Fn::Or': [{ Condition: 'Not' }, { 'Fn::Equals': [1, '1'] }] }] },
  };
  expect(evaluateConditions(conditions, environment)).toEqual({ IsBeta: true, Not: false, Both: true });
  const circle = { A: { Condition: 'B' }, B: { Condition: 'A' } };
  expect(() => evaluateConditions(circle, environment)).toThrow('Circular condition dependency');
});

test('YAML with short forms is the same as JSON with long ones', () => {
  const yaml = `
Resources:
  A:
    Type: Test::Thing
    Properties:
      Version: 2012-10-17
      Join: !Join ["-", [!Ref B, !GetAtt C.Arn.X, !Sub "\${D}"]]
      If: !If [Yes, !Split [",", "a,b"], !Ref "AWS::NoValue"]
      Block: !Sub
        - "\${X}"
        - X: !FindInMap [M, a, b]
Conditions:
  Both: !And [!Condition One, !Not [!Equals [a, b]]]
`;
  expect(parseTemplateText(yaml)).toEqual({
    Resources: {
      A: {
        Type: 'Test::Thing',
        Properties: {
          Version: '2012-10-17',
          Join: { 'Fn::Join': ['-', [{ Ref: 'B' }, { 'Fn::GetAtt': ['C', 'Arn.X'] }, { 'Fn::Sub': '${D}' }]] },
          If: { 'Fn::If': ['Yes', { 'Fn::Split': [',', 'a,b'] }, { Ref: 'AWS::NoValue' }] },
          Block: { 'Fn::Sub': ['${X}', { X: { 'Fn::FindInMap': ['M', 'a', 'b'] } }] },
        },
      },
    },
    Conditions: { Both: { 'Fn::And': [{ Condition: 'One' }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }] } },
  });
  expect(() => parseTemplateText('{"a": ')).toThrow('Template format error: JSON not well-formed.');
  expect(() => parseTemplateText('a: [')).toThrow('Template format error: YAML not well-formed. (line 1');
});

test('dependencies follow the branch that is taken, and a circle is refused', () => {
  const template = parseTemplate(
    JSON.stringify({
      Conditions: { Yes: { 'Fn::Equals': [1, 1] }, No: { 'Fn::Equals': [1, 2] } },
      Resources: {
        A: {
          Type: 'T',
          Properties: { P: { 'Fn::If': ['Yes', { Ref: 'B' }, { Ref: 'C' }] }, Q: { 'Fn::Sub': '${D.Arn}' } },
        },
        B: { Type: 'T', DependsOn: ['Off', 'C'] },
        C: { Type: 'T' },
        D: { Type: 'T', UpdatePolicy: { X: { Ref: 'C' } } },
        Off: { Type: 'T', Condition: 'No' },
      },
    }),
  );
  const graph = dependencyGraph(template, (name) => name === 'Yes');
  expect(Object.fromEntries(graph)).toEqual({ A: ['B', 'D'], B: ['C'], C: [], D: ['C'] });
  expect(inOrder(graph)).toEqual(['C', 'B', 'D', 'A']);
  const circle = new Map([
    ['A', ['B']],
    ['B', ['A']],
  ]);
  expect(() => inOrder(circle)).toThrow('Circular dependency between resources: [A, B]');
});

test('loops are unrolled, other transforms are refused by name', () => {
  const loop = {
    Transform: 'AWS::LanguageExtensions',
    Resources: {
      'Fn::ForEach::Things': [
        'N',
        ['One', 'Two'],
        { 'Thing${N}': { Type: 'T', Properties: { P: { Ref: 'N' }, Q: 'is ${N}' } } },
      ],
    },
  };
  const { Resources } = parseTemplate(JSON.stringify(loop));
  expect(Resources).toEqual({
    ThingOne: { Type: 'T', Properties: { P: 'One', Q: 'is One' } },
    ThingTwo: { Type: 'T', Properties: { P: 'Two', Q: 'is Two' } },
  });
  const sam = { Transform: 'AWS::Serverless-2016-10-31', Resources: { A: { Type: 'T' } } };
  expect(() => parseTemplate(JSON.stringify(sam))).toThrow(
    'does not support the transform "AWS::Serverless-2016-10-31"',
  );
});

test.each([
  [{ Resources: {} }, 'At least one Resources member must be defined.'],
  [{ Resources: { A: { Type: 'T' } }, Things: {} }, 'Invalid template property or properties [Things]'],
  [{ Resources: { A: { Type: 'T', DependsOn: 'B' } } }, 'Unresolved resource dependencies [B]'],
  [{ Resources: { 'A-B': { Type: 'T' } } }, 'Resource name A-B is non alphanumeric.'],
  [{ Resources: { A: { Type: 'T', Propertys: {} } } }, 'Propertys'],
])('%j is refused', (template, message) => {
  expect(isObject(template)).toBe(true);
  expect(() => parseTemplate(JSON.stringify(template))).toThrow(message);
});

test('dynamic references are found anywhere in a text', () => {
  const value = { a: ['x {{resolve:ssm:/p:3}} y'], b: '{{resolve:secretsmanager:name:SecretString:key}}' };
  expect(dynamicReferences(value).map((one) => [one.service, one.argument])).toEqual([
    ['ssm', '/p:3'],
    ['secretsmanager', 'name:SecretString:key'],
  ]);
  expect(parseSecretReference('name:SecretString:key:AWSPREVIOUS')).toEqual({
    secretId: 'name',
    jsonKey: 'key',
    versionStage: 'AWSPREVIOUS',
  });
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-AbCdEf';
  expect(parseSecretReference(`${arn}:SecretString:key`)).toEqual({ secretId: arn, jsonKey: 'key' });
  expect(parseSecretReference(arn)).toEqual({ secretId: arn });
});
