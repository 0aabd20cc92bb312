import { expect, test } from '@jest/globals';
import { covers } from '../../../policies/action-patterns.ts';
import { allows, identityStatements } from '../../../policies/statements.ts';
import { listOf, textOf, valueAt } from '../../../policies/template.ts';
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

/** A text of the template with its values in this account. */
const here = (text: string) =>
  text
    .replaceAll('<AWS::Partition>', 'aws')
    .replaceAll('<AWS::AccountId>', env.account)
    .replaceAll('<AWS::Region>', env.region)
    .replaceAll('<Qualifier>', 'hnb659fds');
/** Of a name as CloudFormation draws it, what stands before its end: a long logical id is cut. */
const drawnArn = (logicalId: string) => `arn:aws:iam::${env.account}:role/SlipwayPipeline-${logicalId.slice(0, 24)}`;
const becomes = (resource: Parameters<typeof identityStatements>[0]) =>
  identityStatements(resource).filter(
    ({ actions, effect }) => effect === 'Allow' && actions.includes('sts:AssumeRole'),
  );

/** Who becomes what, by the boundary. */
const become = boundary.flatMap(becomes).map(({ resources, conditions }) => ({
  resources: resources.map(here),
  principals: conditions
    .filter(({ operator, key }) => operator === 'ArnLike' && key === 'aws:principalarn')
    .flatMap(({ values }) => values.map(here)),
}));
const mayBecome = (principal: string, resource: string) =>
  become.some(
    ({ resources, principals }) =>
      principals.some((pattern) => covers(pattern, principal)) && resources.some((one) => covers(one, resource)),
  );

test('the roles that become another one may, by what their boundary takes them for', () => {
  const needed = deployed.flatMap((policy) =>
    listOf(policy.properties.Roles).flatMap((role) =>
      becomes(policy)
        .flatMap(({ resources }) => resources)
        .map((resource) => ({
          role: String(valueAt(role, 'Ref')),
          resource: resource.startsWith('<') ? drawnArn(resource.slice(1, -'.Arn>'.length)) : resource,
        })),
    ),
  );
  expect(new Set(needed.map(({ role }) => role.replace(/[0-9A-F]{8}$/, '')))).toEqual(
    new Set([
      'ReleaseServiceRole',
      'ReleaseUpdatePipelineSelfMutateBuildServiceRole',
      'ReleaseAssetsFileAssetBuildServiceRole',
    ]),
  );
  expect(needed.filter(({ role, resource }) => !mayBecome(drawnArn(role), resource))).toEqual([]);
});

test('and no other role may: neither what an application runs as, nor any other build', () => {
  const deploys = `arn:aws:iam::${env.account}:role/cdk-hnb659fds-deploy-role-${env.account}-${env.region}`;
  const becoming = deployed
    .filter(({ type, logicalId }) => type === 'AWS::IAM::Role' && mayBecome(drawnArn(logicalId), deploys))
    .map(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, ''));
  // A name that is cut does not tell the two roles of a step apart. The other one starts its build.
  expect(becoming.sort()).toEqual([
    'ReleaseAssetsFileAssetActionRole',
    'ReleaseAssetsFileAssetBuildServiceRole',
    'ReleaseServiceRole',
    'ReleaseUpdatePipelineSelfMutateActionRole',
    'ReleaseUpdatePipelineSelfMutateBuildServiceRole',
  ]);
  expect(mayBecome(`arn:aws:iam::${env.account}:role/Prod-Students-ReleaseServiceRole`, deploys)).toBe(false);
});
