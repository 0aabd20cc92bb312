import { expect, test } from '@jest/globals';
import { compareTemplates } from '../../../policies/changes/compare-templates.ts';
import { parseTemplate } from '../../../policies/changes/template.ts';

const [OLD, NEW] = ['a'.repeat(32), 'b'.repeat(32)] as const;
const resource = (path: string, Type: string, Properties: object, more: object = {}) => ({
  Type,
  Properties,
  Metadata: { 'aws:cdk:path': `App/Prod/Students/${path}/Resource` },
  ...more,
});

/** A function with a version, and what names the version. */
const template = (
  hash: string,
  { code = 'one.zip', version = {}, alias = {} }: { code?: string; version?: object; alias?: object } = {},
) =>
  parseTemplate({
    Resources: {
      Read: resource('Read', 'AWS::Lambda::Function', { Code: { S3Key: code } }),
      [`ReadCurrentVersion12345678${hash}`]: resource(
        'Read/CurrentVersion',
        'AWS::Lambda::Version',
        { FunctionName: { Ref: 'Read' }, ...version },
        { DeletionPolicy: 'Retain' },
      ),
      Alias: resource('Read/Alias', 'AWS::Lambda::Alias', {
        FunctionVersion: { 'Fn::GetAtt': [`ReadCurrentVersion12345678${hash}`, 'Version'] },
        ...alias,
      }),
      Policy: resource('Read/Policy', 'AWS::IAM::Policy', {
        Resource: { 'Fn::Sub': `\${ReadCurrentVersion12345678${hash}.FunctionArn}` },
      }),
    },
  });
const told = (...sides: readonly [ReturnType<typeof template>, ReturnType<typeof template>]) =>
  Object.fromEntries(
    compareTemplates(sides[0], sides[1], 'App/Prod').map(({ name, derived }) => [
      name.replace('Students/', ''),
      derived ?? 'made',
    ]),
  );

test('a new version, and what only names it, come from the change of the function', () => {
  expect(told(template(OLD), template(NEW, { code: 'two.zip' }))).toEqual({
    'removed:Read/CurrentVersion': 'earlier',
    'changed:Read': 'made',
    'changed:Read/Alias': 'reference',
    'changed:Read/Policy': 'reference',
    'added:Read/CurrentVersion': 'new',
  });
});

test('what changes in another way too was made by somebody', () => {
  const changes = told(template(OLD), template(NEW, { alias: { Name: 'live' } }));
  expect(changes).toMatchObject({ 'changed:Read/Alias': 'made', 'changed:Read/Policy': 'reference' });
});

test('a version that is not as the one before was made by somebody, and so was what names it', () => {
  const changes = told(template(OLD), template(NEW, { version: { Description: 'other' } }));
  expect(new Set(Object.values(changes))).toEqual(new Set(['made']));
});

test('a resource under another name without a hash was made by somebody', () => {
  const alarm = (id: string) =>
    parseTemplate({ Resources: { [id]: resource('Alarm', 'AWS::CloudWatch::Alarm', { Threshold: 1 }) } });
  expect(told(alarm('One'), alarm('Two'))).toEqual({ 'removed:Alarm': 'made', 'added:Alarm': 'made' });
});

test('what cannot be taken back is never only derived', () => {
  const table = (hash: string) =>
    parseTemplate({ Resources: { [`Table${hash}`]: resource('Table', 'AWS::DynamoDB::Table', {}) } });
  expect(told(table(OLD), table(NEW))).toMatchObject({ 'removed:Table': 'made' });
});
