import { describe, expect, test } from '@jest/globals';
import { changedAnswers } from '../../../buildspecs/changes/changed-answers.ts';
import { decideGoingBack, type EarlierStage } from '../../../buildspecs/changes/going-back.ts';
import type { Change } from '../../../policies/changes/change.ts';
import { studentsTemplate } from '../../app/example-stage.ts';

const EARLIER: EarlierStage = {
  executionId: '0a1b2c3d-4e5f',
  isKept: true,
  hasTests: true,
  otherParameters: [],
  changes: [],
  changedAnswers: [],
};
const change = (kind: Change['class'], name: string): Change => ({
  class: kind,
  name,
  logicalId: '',
  path: '',
  type: '',
  reason: '',
  remedy: '',
});
const oneWay = (name: string) => change('oneWay', name);

describe('a stage', () => {
  test('goes back to the release before, also over changes that take two steps', () => {
    const changes = [change('reversible', 'a'), change('twoStep', 'b')];
    expect(decideGoingBack('Beta', { ...EARLIER, changes })).toEqual({
      goesBack: true,
      words: 'Beta went back to execution 0a1b2c3d and forward again.',
    });
  });

  test.each<[string, Partial<EarlierStage>, string]>([
    [
      'at the first release',
      { executionId: undefined, isKept: false, hasTests: false },
      'it is the first release, so there is nothing to go back to',
    ],
    [
      'that took other parameters',
      { otherParameters: ['PassportCommit'] },
      'it took other parameters before: PassportCommit',
    ],
    ['where what was deployed is gone', { isKept: false }, 'what was deployed before is no longer kept'],
    [
      'over one-way changes that the commit accepts',
      { changes: ['a', 'a', 'b', 'c', 'd'].map(oneWay) },
      'one-way, accepted by the commit: a, b, c and 1 more',
    ],
    [
      'where the release changes answers on purpose',
      { changedAnswers: ['body.LastName'] },
      'answers change on purpose: body.LastName',
    ],
    ['where the tests of the release before are gone', { hasTests: false }, 'the tests of the release before are'],
  ])('does not go back %s, and says so', (_, seen, why) => {
    const { goesBack, words } = decideGoingBack('Beta', { ...EARLIER, ...seen });
    expect(goesBack).toBe(false);
    expect(words).toContain(`Beta did not go back: ${why}`);
  });
});

describe('answers that a release changes on purpose', () => {
  const template = studentsTemplate().toJSON();

  test('are none in the sample as it is', () => {
    expect(changedAnswers(template)).toEqual([]);
  });

  test('are read from the comparisons in its template', () => {
    const text = JSON.stringify(template);
    const changed = text.replace('\\"changed\\":{}', '\\"changed\\":{\\"body.LastName\\":\\"in capitals\\"}');
    expect(changed).not.toBe(text);
    expect(changedAnswers(JSON.parse(changed))).toEqual(['body.LastName']);
  });

  test('are not guessed from a comparison that cannot be read', () => {
    const Properties = { Environment: { Variables: { SHADOW: '{"events":[]}' } } };
    expect(() => changedAnswers({ Resources: { Hook: { Type: 'AWS::Lambda::Function', Properties } } })).toThrow();
  });
});
