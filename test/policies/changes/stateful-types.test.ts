import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { STATEFUL_TYPES } from '../../../policies/changes/stateful-types.ts';

const FILE = path.join(import.meta.dirname, '../../../node_modules/aws-cdk/db.json.gz');

/** The resource schemas of CloudFormation as the CDK command line carries them, for its own diff. */
const database = z
  .object({ schema: z.object({ resource: z.object({ entities: z.unknown().array() }) }) })
  .parse(JSON.parse(gunzipSync(readFileSync(FILE)).toString('utf8')));
const resource = z.object({
  cloudFormationType: z.string(),
  isStateful: z.boolean().optional(),
  properties: z.record(z.string(), z.object({ causesReplacement: z.string().optional() })),
});
const known = new Map(
  database.schema.resource.entities.map((entity) => {
    const parsed = resource.parse(entity);
    return [parsed.cloudFormationType, parsed];
  }),
);

/** Types that CDK calls stateful and that we leave out: out of service, or what an organization's owner works with. */
const LEFT_OUT = [
  'AWS::CloudFormation::Stack',
  'AWS::DocDB::DBCluster',
  'AWS::DocDB::DBInstance',
  'AWS::EMR::Cluster',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Elasticsearch::Domain',
  'AWS::FSx::FileSystem',
  'AWS::Neptune::DBCluster',
  'AWS::Neptune::DBInstance',
  'AWS::Organizations::Account',
  'AWS::QLDB::Ledger',
  'AWS::Redshift::Cluster',
  'AWS::SDB::Domain',
];

test.each(Object.entries(STATEFUL_TYPES))('%s is replaced by what CloudFormation says', (type, { replacedBy }) => {
  const documented = Object.entries(known.get(type)?.properties ?? {})
    .filter(([, { causesReplacement }]) => causesReplacement === 'yes')
    .map(([name]) => name)
    .sort();
  // CloudFormation's schema of the table leaves them out; its documentation does not.
  const more = type === 'AWS::DynamoDB::Table' ? ['LocalSecondaryIndexes'] : [];
  expect([...replacedBy].sort()).toEqual([...documented, ...more].sort());
});

test('every type that CDK calls stateful is here, or left out by name', () => {
  const stateful = [...known.values()].filter(({ isStateful }) => isStateful === true);
  const missing = stateful
    .map(({ cloudFormationType }) => cloudFormationType)
    .filter((type) => STATEFUL_TYPES[type] === undefined);
  expect(missing.sort()).toEqual(LEFT_OUT);
});
