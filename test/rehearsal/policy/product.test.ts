import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkPolicy, type PolicyKind } from '../../../rehearsal/policy/check.ts';
import { data as ourBootstrap } from '../../policies/bootstrap/template.ts';
import { synthesizeRealApp } from '../../policies/real-app.ts';

/** A value of a template in which every intrinsic function stands for a text that an account could have there. */
function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled).filter((one) => one !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref' && argument === 'AWS::Partition') return 'aws';
  if (name === 'Ref' && argument === 'AWS::NoValue') return undefined;
  if (name === 'Ref' && /^AWS::(?!StackId)/.test(String(argument))) return '111122223333';
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    const parts: unknown = filled(argument[1]);
    return Array.isArray(parts) ? parts.join(String(argument[0])) : parts;
  }
  if (name === 'Fn::Sub') {
    const text = String(Array.isArray(argument) ? argument[0] : argument);
    return text
      .replaceAll(/\$\{AWS::Partition\}/g, 'aws')
      .replaceAll(/\$\{[^!}]*Arn\}/g, 'arn:aws:iam::111122223333:role/some')
      .replaceAll(/\$\{[^!}]*\}/g, '111122223333');
  }
  if (name === 'Fn::If' && Array.isArray(argument)) return filled(argument[1]);
  if (name === 'Ref' || name.startsWith('Fn::')) return 'arn:aws:iam::111122223333:role/some';
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one)]));
}

const KINDS: Readonly<Record<string, PolicyKind>> = {
  'AWS::KMS::Key': 'key',
  'AWS::S3::BucketPolicy': 'bucket',
  'AWS::SNS::TopicPolicy': 'topic',
  'AWS::IAM::Role': 'identity',
  'AWS::IAM::User': 'identity',
  'AWS::IAM::Policy': 'identity',
  'AWS::IAM::ManagedPolicy': 'identity',
};
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The policies that a template has, at whatever depth, and what each is. */
function policiesIn(value: unknown, kind: PolicyKind): [PolicyKind, object][] {
  if (!isObject(value)) return [];
  if ('Statement' in value) return [[kind, value]];
  return Object.entries(value).flatMap(([name, one]) =>
    policiesIn(one, name === 'AssumeRolePolicyDocument' ? 'trust' : kind),
  );
}
function policiesOf(template: unknown): [PolicyKind, object][] {
  const resources = isObject(template) && isObject(template.Resources) ? Object.values(template.Resources) : [];
  return resources.flatMap((resource) => {
    if (!isObject(resource) || resource.Type === 'AWS::CloudFormation::Stack') return [];
    return policiesIn(filled(resource.Properties), KINDS[String(resource.Type)] ?? 'resource');
  });
}

test("what the product and the CDK's bootstrap write is accepted", () => {
  const stacks = synthesizeRealApp().stacks.map((stack): unknown => stack.template);
  const file = join(import.meta.dirname, '../../../node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml');
  const theirs: unknown = parse(readFileSync(file, 'utf8'));
  const policies = [...stacks, ourBootstrap, theirs].flatMap(policiesOf);
  expect(new Set(policies.map(([kind]) => kind))).toEqual(
    new Set(['identity', 'trust', 'resource', 'bucket', 'key', 'topic']),
  );
  for (const [kind, document] of policies) checkPolicy(JSON.stringify(document), kind);
});
