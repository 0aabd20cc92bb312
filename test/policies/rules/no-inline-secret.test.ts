import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isSecretName, keyLikeKinds } from '../../../policies/key-like.ts';
import { buildspecVariables, noInlineSecret as rule } from '../../../policies/rules/no-inline-secret.ts';
import { findingsOf } from '../check-rule.ts';

/** Made of parts, so that no scan of this repository takes them for real. */
const ACCESS_KEY_ID = `AKIA${'ABCDEFGHIJ234567'}`;
const SECRET_ACCESS_KEY = `${'wJalrXUtnFEMI'}/K7MDENG/${'bPxRfiCYzzzzzzzKEY'}`;
const PRIVATE_KEY = `-----BEGIN RSA ${'PRIVATE'} KEY-----\nMIIE`;

const lambda = (Variables: object) =>
  findingsOf(rule, { Function: ['AWS::Lambda::Function', { Environment: { Variables } }] });
const project = (properties: Readonly<Record<string, unknown>>) =>
  findingsOf(rule, { Project: ['AWS::CodeBuild::Project', properties] });

describe('what looks like a key', () => {
  test.each([
    ['an access key id', ACCESS_KEY_ID],
    ['a secret access key', `aws_secret_access_key = ${SECRET_ACCESS_KEY}`],
    ['a private key', PRIVATE_KEY],
    ['a token of GitHub', `ghp_${'a1'.repeat(18)}`],
    ['a token of npm', `npm_${'a1'.repeat(18)}`],
    ['a token of Slack', `xoxb-${'1234567890'}-abcdef`],
    ['a JSON web token', `eyJ${'hbGciOiJIUzI1'}.eyJ${'zdWIiOiIxMjM0'}.${'SflKxwRJSMeKKF2'}`],
    ['a private key of OpenPGP', `-----BEGIN PGP ${'PRIVATE'} KEY BLOCK-----`],
    ['a web hook of Slack', `https://hooks.slack.${'com/services'}/T04XK29QP/B05ML81RS/${'a1'.repeat(12)}`],
    ['a key of Stripe', `sk_live${'_'}${'a1'.repeat(12)}`],
    ['a key of Google', `AIza${'SyA1b'}${'a1'.repeat(15)}`],
    ['a token for a registry', `_authToken${'='}${'a1'.repeat(12)}`],
    ['an example, which nobody writes there', `AKIA${'IOSFODNN7EXAMPLE'}`],
    ['the id of a user', `AIDA${'IOSFODNN7EXAMPL1'}`],
    ['a password with an asterisk', `postgres://admin:${'hun*ter'}@127.0.0.1/x`],
    ['a password in an address', `postgres://admin:${'hunter2'}@db.example.com/x`],
  ])('%s is found in any property of any resource', (_, text) => {
    expect(findingsOf(rule, { Any: ['AWS::SSM::Parameter', { Type: 'String', Value: `the value: ${text}` }] })).toEqual(
      ['Any Value'],
    );
  });

  test('the finding does not repeat it', () => {
    const resource = { logicalId: 'A', type: 'AWS::SSM::Parameter', properties: { Value: ACCESS_KEY_ID } };
    expect(JSON.stringify(rule.check(resource, { resources: [resource] }))).not.toContain(ACCESS_KEY_ID);
  });

  test('is found in an inline buildspec and within a joined text', () => {
    expect(project({ Source: { BuildSpec: `phases:\n  build: echo ${ACCESS_KEY_ID}` } })).toEqual([
      'Project Source.BuildSpec',
    ]);
    expect(lambda({ URL: { 'Fn::Join': ['', ['https://', ACCESS_KEY_ID]] } })).toEqual([
      'Function Environment.Variables.URL.Fn::Join.1.1',
    ]);
  });

  test.each([
    'arn:aws:iam::111122223333:role/AROAD',
    'https://example.com/a:b@c',
    'arn:aws:codebuild:eu-west-1:111122223333:project/slipway',
    'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  ])('%s is none', (text) => {
    expect(keyLikeKinds(text)).toEqual([]);
  });
});

describe('a variable by whose name it is a secret', () => {
  test.each([
    'DB_PASSWORD',
    'API_KEY',
    'GITHUB_TOKEN',
    'clientSecret',
    'PRIVATE_KEY',
  ])('%s has no literal value', (name) => {
    expect(lambda({ [name]: 'anything' })).toEqual([`Function ${name}`]);
    expect(project({ Environment: { EnvironmentVariables: [{ Name: name, Value: 'anything' }] } })).toEqual([
      `Project ${name}`,
    ]);
  });

  test('is filled in from where secrets are kept', () => {
    expect(lambda({ DB_PASSWORD: '{{resolve:secretsmanager:db:SecretString:password}}' })).toEqual([]);
    const stored = { Name: 'DB_PASSWORD', Type: 'SECRETS_MANAGER', Value: 'db:password' };
    expect(project({ Environment: { EnvironmentVariables: [stored] } })).toEqual([]);
  });

  test.each([
    ['with the name of the stack in it', { 'Fn::Sub': `hunter2-\${AWS::StackName}` }],
    ['with a part that the template itself gives', { 'Fn::Sub': [`\${word}`, { word: 'hunter2' }] }],
    ['that is joined', { 'Fn::Join': ['', ['hunter2-', { Ref: 'AWS::StackName' }]] }],
    ['that is encoded', { 'Fn::Base64': 'hunter2' }],
    ['that is chosen', { 'Fn::Select': [1, ['a', 'hunter2']] }],
    ['in one case of a condition', { 'Fn::If': ['Production', 'hunter2', { Ref: 'AWS::NoValue' }] }],
    ['beside what is filled in', '{{resolve:secretsmanager:db:SecretString:user}}hunter2'],
  ])('is no text %s', (_, value) => {
    expect(lambda({ DB_PASSWORD: value })).toEqual(['Function DB_PASSWORD']);
    expect(project({ Environment: { EnvironmentVariables: [{ Name: 'DB_PASSWORD', Value: value }] } })).toEqual([
      'Project DB_PASSWORD',
    ]);
  });

  test.each([
    ['a reference', { 'Fn::Sub': `\${Secret}` }],
    [
      'one that is filled in from a secret of this template',
      { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString:password::}}']] },
    ],
    ['the same, substituted', { 'Fn::Sub': `{{resolve:ssm-secure:/\${AWS::StackName}/password}}` }],
    ['one of another stack', { 'Fn::ImportValue': 'password' }],
    [
      'the address of one',
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:a:secret:b']] },
    ],
  ])('may be %s', (_, value) => {
    expect(lambda({ DB_PASSWORD: value })).toEqual([]);
  });

  test('stands in a buildspec as a reference, not as a value', () => {
    const buildspec = (section: string, value: string) =>
      `version: 0.2\nenv:\n  ${section}:\n    DB_PASSWORD: ${value}\nphases:\n  build: {}\n`;
    expect(project({ Source: { BuildSpec: buildspec('variables', 'hunter2') } })).toEqual(['Project DB_PASSWORD']);
    expect(project({ Source: { BuildSpec: buildspec('secrets-manager', 'db:password') } })).toEqual([]);
    const substituted = { 'Fn::Sub': buildspec('variables', `hunter2-\${AWS::StackName}`) };
    expect(project({ Source: { BuildSpec: substituted } })).toEqual(['Project DB_PASSWORD']);
  });

  test('is not given to a build by a pipeline either', () => {
    const pipeline = (action: object, properties: object = {}) =>
      findingsOf(rule, {
        Pipeline: [
          'AWS::CodePipeline::Pipeline',
          { Stages: [{ Name: 'Build', Actions: [{ Name: 'Build', ...action }] }], ...properties },
        ],
      });
    const configured = (...variables: object[]) => ({
      Configuration: { ProjectName: 'a', EnvironmentVariables: JSON.stringify(variables) },
    });
    const plain = { name: 'API_TOKEN', value: 'hunter2', type: 'PLAINTEXT' };
    expect(pipeline(configured(plain))).toEqual(['Pipeline API_TOKEN']);
    expect(pipeline(configured({ name: 'API_TOKEN', value: 'hunter2' }))).toEqual(['Pipeline API_TOKEN']);
    expect(pipeline(configured({ ...plain, type: 'SECRETS_MANAGER' }))).toEqual([]);
    expect(pipeline(configured({ ...plain, value: '#{Build.API_TOKEN}' }))).toEqual([]);
    const joined = ['[{"name":"API_TOKEN","value":"hunter2-', { Ref: 'AWS::StackName' }, '"}]'];
    expect(pipeline({ Configuration: { EnvironmentVariables: { 'Fn::Join': ['', joined] } } })).toEqual([
      'Pipeline API_TOKEN',
    ]);
    expect(pipeline({ EnvironmentVariables: [{ Name: 'API_TOKEN', Value: 'hunter2' }] })).toEqual([
      'Pipeline API_TOKEN',
    ]);
    expect(pipeline({}, { Variables: [{ Name: 'API_TOKEN', DefaultValue: 'hunter2' }] })).toEqual([
      'Pipeline API_TOKEN',
    ]);
    expect(() => pipeline({ Configuration: { EnvironmentVariables: 'API_TOKEN=hunter2' } })).toThrow('write it out');
  });

  test.each(['API_KEY_ID', 'SECRET_ARN', 'TOKEN_URL', 'PASSWORD_LENGTH', 'TABLE_NAME'])('%s is none', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

test('the buildspecs of this repository hold none', () => {
  const folder = path.join(import.meta.dirname, '../../../buildspecs');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yml'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    expect([file, ...keyLikeKinds(text), ...buildspecVariables(text).filter(({ name }) => isSecretName(name))]).toEqual(
      [file],
    );
  }
});
