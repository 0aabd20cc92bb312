import { expect, test } from '@jest/globals';
import { matchesPattern, parsePattern } from '../../../rehearsal/services/eventbridge/pattern.ts';

const event = {
  source: 'aws.codecommit',
  'detail-type': 'CodeCommit Repository State Change',
  resources: ['arn:aws:codecommit:eu-west-1:111122223333:slipway'],
  detail: {
    referenceType: 'branch',
    referenceName: 'main',
    size: 12,
    address: '10.0.0.7',
    empty: null,
    list: ['a', 'b'],
  },
};

/* https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
test.each<[string, object, boolean]>([
  ['exact', { source: ['aws.codecommit'] }, true],
  ['one of several', { source: ['aws.s3', 'aws.codecommit'] }, true],
  ['none of several', { source: ['aws.s3', 'aws.ecr'] }, false],
  ['nested', { detail: { referenceName: ['main'] } }, true],
  ['every field must match', { source: ['aws.codecommit'], detail: { referenceName: ['other'] } }, false],
  ['an element of a list in the event', { resources: ['arn:aws:codecommit:eu-west-1:111122223333:slipway'] }, true],
  ['an element of an inner list', { detail: { list: ['b'] } }, true],
  ['prefix', { detail: { referenceName: [{ prefix: 'ma' }] } }, true],
  ['prefix, ignoring case', { detail: { referenceName: [{ prefix: { 'equals-ignore-case': 'MA' } }] } }, true],
  ['suffix', { detail: { referenceName: [{ suffix: 'in' }] } }, true],
  ['equals-ignore-case', { detail: { referenceName: [{ 'equals-ignore-case': 'MAIN' }] } }, true],
  ['wildcard', { detail: { referenceName: [{ wildcard: 'm*n' }] } }, true],
  ['wildcard that does not fit', { detail: { referenceName: [{ wildcard: 'm*x' }] } }, false],
  ['anything-but', { detail: { referenceName: [{ 'anything-but': 'main' }] } }, false],
  ['anything-but a list', { detail: { referenceName: [{ 'anything-but': ['a', 'b'] }] } }, true],
  ['anything-but a prefix', { detail: { referenceName: [{ 'anything-but': { prefix: 'ma' } }] } }, false],
  ['numeric range', { detail: { size: [{ numeric: ['>', 10, '<=', 12] }] } }, true],
  ['numeric out of range', { detail: { size: [{ numeric: ['<', 12] }] } }, false],
  ['exists', { detail: { size: [{ exists: true }] } }, true],
  ['exists where it does not', { detail: { other: [{ exists: true }] } }, false],
  ['absent', { detail: { other: [{ exists: false }] } }, true],
  ['absent where it is there', { detail: { size: [{ exists: false }] } }, false],
  ['null', { detail: { empty: [null] } }, true],
  ['cidr', { detail: { address: [{ cidr: '10.0.0.0/24' }] } }, true],
  ['cidr of another network', { detail: { address: [{ cidr: '10.0.1.0/24' }] } }, false],
  ['$or', { $or: [{ source: ['aws.s3'] }, { detail: { size: [12] } }] }, true],
  ['$or of none', { $or: [{ source: ['aws.s3'] }, { detail: { size: [13] } }] }, false],
  ['a number is not its text', { detail: { size: ['12'] } }, false],
])('%s', (_name, pattern, expected) => {
  expect(matchesPattern(parsePattern(JSON.stringify(pattern)), event)).toBe(expected);
});

test.each([['{"source":"aws.s3"}'], ['{"source":[{"nearly":1}]}'], ['{"source":[]}']])('%s is no pattern', (text) => {
  expect(() => parsePattern(text)).toThrow('source');
});
