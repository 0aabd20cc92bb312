import { expect, test } from '@jest/globals';
import { allows, identityStatements } from '../../../policies/statements.ts';
import { textOf } from '../../../policies/template.ts';
import { env } from '../../pipeline/synthesize.ts';
import { deployedResources } from './deployed.ts';
import { bootstrapTemplate } from './template.ts';

const deployed = deployedResources();
const boundary = bootstrapTemplate.resources.filter(({ logicalId }) => logicalId === 'RoleBoundary');
const bounded = new Set(
  boundary
    .flatMap(identityStatements)
    .filter(allows)
    .flatMap(({ actions }) => actions),
);

test('every deployed role has the boundary that the bootstrap stack makes', () => {
  const [name] = boundary.map(({ properties }) => textOf(properties.ManagedPolicyName));
  const expected = `arn:aws:iam::${env.account}:policy/${name}`
    .replace('<Qualifier>', 'hnb659fds')
    .replace('<AWS::AccountId>', env.account)
    .replace('<AWS::Region>', env.region);
  const roles = deployed.filter(({ type }) => type === 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(30);
  for (const { logicalId, properties } of roles)
    expect([logicalId, properties.PermissionsBoundary]).toEqual([logicalId, expected]);
});

test('RoleBoundary in policies/bootstrap.yaml lets the roles do what their rights say, and nothing else', () => {
  const used = new Set(
    deployed
      .flatMap(identityStatements)
      .filter(allows)
      .flatMap(({ actions }) => actions),
  );
  expect([...used].filter((action) => !bounded.has(action))).toEqual([]);
  expect([...bounded].filter((action) => !used.has(action))).toEqual([]);
});

test('nothing within the boundary concerns identities, besides becoming a role', () => {
  const identities = [...bounded].filter((action) => /^(iam|sts|organizations|account):/.test(action));
  expect(identities).toEqual(['sts:AssumeRole']);
});
