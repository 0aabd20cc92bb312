import { expect, test } from '@jest/globals';
import { judgeAcceptance } from '../../../policies/changes/accept.ts';
import { type Base, compareStack } from '../../../policies/changes/compare-stacks.ts';
import { changeSummary, reportLines, verdictLines } from '../../../policies/changes/report.ts';
import { type Resources, STAGE, templateOf } from './fixture.ts';

const stack = (resources: Resources, environment = 'aws://111122223333/eu-west-1') => ({
  name: 'Beta-Students',
  environment,
  stagePath: STAGE,
  template: templateOf(resources),
});
const QUEUE: Resources = { Queue: { Type: 'AWS::SQS::Queue' } };
const base = (resources: Resources, origin = 'deployed by execution 1'): Base => ({
  origin,
  stacks: [stack(resources)],
});

test('nothing is deployed: there is nothing to compare with, and it says so', () => {
  const first = compareStack(stack(QUEUE), []);
  expect(reportLines([first])).toEqual([
    'Beta-Students: this pipeline has deployed nothing to it yet, so there is nothing to compare with',
  ]);
  expect(changeSummary([first])).toBe('First release: nothing is deployed yet.');
  expect(verdictLines(judgeAcceptance(first.changes, ''))).toEqual(['No one-way change stops this release.']);
});

test('a stack of the same name in another account is another stack', () => {
  const other: Base = { origin: 'elsewhere', stacks: [stack(QUEUE, 'aws://444455556666/eu-west-1')] };
  expect(compareStack(stack({}), [other]).origins).toEqual([]);
});

test('a one-way change stops the release, with its name and the line that accepts it', () => {
  const changes = compareStack(stack({}), [base(QUEUE)]);
  expect(reportLines([changes])[0]).toBe('Beta-Students: 1 one-way (against what was deployed by execution 1)');
  expect(reportLines([changes])).toContain('  ONE-WAY  removed:Students/Queue');
  const lines = verdictLines(judgeAcceptance(changes.changes, 'Drop the queue'));
  expect(lines[0]).toMatch(/^STOPPED: 1 one-way change /);
  expect(lines.at(-1)).toBe('Accepts-One-Way: removed:Students/Queue');
});

test('accepted by name it is released, and the approver reads the name', () => {
  const changes = compareStack(stack({}), [base(QUEUE)]);
  const acceptance = judgeAcceptance(changes.changes, 'Drop\n\nAccepts-One-Way: removed:Students/Queue');
  expect(verdictLines(acceptance)).toEqual([
    'Accepted by the commit: removed:Students/Queue',
    'No one-way change stops this release.',
  ]);
  expect(changeSummary([changes])).toBe('Changes: 1 one-way. One-way, accepted by the commit: removed:Students/Queue.');
});

test('names of one-way changes that do not fit into an approval are counted, and are in the log', () => {
  const many = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`Queue${index}`, { Type: 'AWS::SQS::Queue' }]),
  );
  const changes = compareStack(stack({}), [base(many)]);
  const summary = changeSummary([changes]);
  expect(summary).toMatch(/^Changes: 30 one-way\. .*: removed:.*, and \d+ more: see the log of Changes\.$/);
  expect(summary.length).toBeLessThan(320);
  expect(reportLines([changes]).filter((line) => line.includes('ONE-WAY'))).toHaveLength(30);
});

test('a change against a release that is under way counts, once', () => {
  const changes = compareStack(stack({}), [base({}), base(QUEUE, 'on its way'), base(QUEUE, 'on its way too')]);
  expect(changes.changes.map(({ name }) => name)).toEqual(['removed:Students/Queue']);
});

test('what is deployed and no longer kept stops the release', () => {
  const changes = compareStack(stack(QUEUE), [{ origin: 'deployed by execution 1', stacks: undefined }]);
  expect(changes.changes.map((change) => [change.class, change.name])).toEqual([
    ['oneWay', 'deployed-unknown:Beta-Students'],
  ]);
});
