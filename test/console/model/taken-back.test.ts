import { expect, test } from '@jest/globals';
import type { StackDiff } from '../../../console/model/dossier-view.ts';
import { takenBack } from '../../../console/model/taken-back.ts';
import type { Change } from '../../../policies/changes/change.ts';

const change = (more: Partial<Change> = {}): Change => ({
  class: 'reversible',
  name: 'changed:Students/Read',
  logicalId: 'Read',
  path: 'Students/Read',
  type: 'AWS::Lambda::Function',
  reason: 'Code changes.',
  remedy: '',
  ...more,
});
const diff = (stack: string, more: Partial<StackDiff> = {}): StackDiff => ({
  stack,
  first: false,
  firstChecks: 2,
  changes: [change()],
  ...more,
});
const fresh = (stack: string, firstChecks = 2) => diff(stack, { first: true, firstChecks, changes: [] });

test('what the release before undoes is taken back', () => {
  expect(takenBack([diff('Prod')])).toEqual({
    tone: 'good',
    answer: 'Yes: every change is undone by deploying the release before.',
    notes: [],
    hard: [],
  });
});

test('a first release goes back to nothing, and it is told what a failed deployment leaves', () => {
  const { tone, answer, notes } = takenBack([fresh('Beta'), fresh('Prod')]);
  expect(tone).toBe('wait');
  expect(answer).toBe(
    'Not to an earlier version: no release has deployed Beta, Prod yet, so there is no earlier version to go back to.',
  );
  expect(notes[0]).toMatch(
    /^4 functions must pass smoke checks before anything is served\. Where one fails, .*ROLLBACK_COMPLETE/,
  );
  expect(notes[1]).toMatch(/^Once Beta, Prod are deployed, nothing goes back by itself/);
});

test('a stack without smoke checks promises none', () => {
  expect(takenBack([fresh('Prod', 0)]).notes[0]).toMatch(/^Where the deployment fails, CloudFormation removes/);
});

test('a stack that is new beside others is told apart', () => {
  expect(takenBack([diff('Prod'), fresh('Prod-New')])).toMatchObject({
    tone: 'wait',
    answer: expect.stringMatching(/^Yes, but for what is new: no release has deployed Prod-New yet/),
  });
});

test('what stays is counted once for all stacks, and keeps the word', () => {
  const lost = change({ class: 'oneWay', name: 'removed:Students/Table' });
  const stacks = [diff('Beta', { changes: [lost] }), diff('Prod', { changes: [lost, change()] }), fresh('Prod-New')];
  expect(takenBack(stacks)).toMatchObject({
    tone: 'bad',
    answer: expect.stringMatching(/^Not all of it: 1 change would stay\. And no release has deployed Prod-New yet/),
    hard: [lost],
  });
});
