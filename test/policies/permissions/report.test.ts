import { expect, test } from '@jest/globals';
import type { Base } from '../../../policies/changes/compare-stacks.ts';
import {
  judgePermissions,
  permissionLines,
  permissionSummary,
  type StackPermissions,
} from '../../../policies/permissions/report.ts';
import { STAGE, templateOf } from '../changes/fixture.ts';

const stack = (...actions: string[]) => ({
  name: 'Beta-Students',
  environment: 'aws://111122223333/eu-west-1',
  stagePath: STAGE,
  template: templateOf({
    Handler: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Policies: [
          { PolicyDocument: { Statement: actions.map((Action) => ({ Effect: 'Allow', Action, Resource: 'x' })) } },
        ],
      },
    },
  }),
});
const base = (...actions: string[]): Base => ({ origin: 'deployed', stacks: [stack(...actions)] });
const judged = (bases: readonly Base[], ...actions: string[]): StackPermissions =>
  judgePermissions(stack(...actions), bases);

test.each<[what: string, permissions: StackPermissions, summary: string]>([
  ['a first release', judged([], 's3:GetObject'), 'Permissions BROADENED: all of Beta is new.'],
  ['nothing new', judged([base('s3:GetObject')], 's3:GetObject'), 'Permissions: unchanged.'],
  ['less', judged([base('s3:GetObject')]), 'Permissions: narrowed only.'],
  [
    'more',
    judged([base()], 's3:GetObject'),
    'Permissions BROADENED: `Students/Handler` may now read `x` (s3:GetObject) (Beta).',
  ],
  [
    'more than one of several that may be deployed before',
    judged([base('s3:GetObject'), base()], 's3:GetObject'),
    'Permissions BROADENED: `Students/Handler` may now read `x` (s3:GetObject) (Beta).',
  ],
  [
    'what is deployed is not known',
    judged([{ origin: 'deployed', stacks: undefined }], 's3:GetObject'),
    'Permissions BROADENED: of Beta it is unknown.',
  ],
])('%s', (_, permissions, summary) => {
  expect(permissionSummary([permissions])).toBe(summary);
});

test('a first release tells all that it allows, what anyone may do first, and the approval keeps to one line', () => {
  const next = stack('s3:GetObject');
  const open = {
    ...next,
    template: templateOf({
      Handler: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
          },
          Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'x' } } }],
        },
      },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Bucket' },
          PolicyDocument: { Statement: { Effect: 'Allow', Action: 's3:PutObject', Principal: '*', Resource: 'y' } },
        },
      },
    }),
  };
  const first = judgePermissions(open, []);
  expect(first).toMatchObject({ kind: 'firstRelease', gained: [] });
  expect(first.granted?.map(({ who }) => who)).toEqual([
    'anyone',
    '`Students/Handler`',
    'the service lambda.amazonaws.com',
  ]);
  expect(permissionLines([first])).toEqual([
    'Beta-Students: permissions: all new, as no release has deployed it yet: 3 permissions to 3 principals',
    '  anyone:',
    '  + anyone may now write `y` (s3:PutObject)',
    '  `Students/Handler`:',
    '  + `Students/Handler` may now read `x` (s3:GetObject)',
    '  the service lambda.amazonaws.com:',
    '  + the service lambda.amazonaws.com may now act as `Students/Handler` (sts:AssumeRole)',
  ]);
  expect(permissionSummary([first])).toBe('Permissions BROADENED: all of Beta is new.');
  // Only what is new beside something deployed needs no list of all.
  expect(judgePermissions(open, [{ origin: 'deployed', stacks: [open] }])).not.toHaveProperty('granted');
});

test('the same in two stages is one sentence', () => {
  const beta = judged([base()], 's3:GetObject');
  expect(permissionSummary([beta, { ...beta, place: 'Prod' }])).toContain('(Beta, Prod)');
});

test('what does not fit into an approval is counted, and is in the log', () => {
  const gained = Array.from({ length: 30 }, (_, index) => `somebody may now read thing number ${index}`);
  const one: StackPermissions = { stack: 'Beta-Students', place: 'Beta', kind: 'broadening', gained, lost: [] };
  const summary = permissionSummary([one]);
  expect(summary.length).toBeLessThan(500);
  expect(summary).toMatch(/and \d+ more: see the log of Changes\.$/);
  expect(permissionLines([one])).toHaveLength(31);
});
