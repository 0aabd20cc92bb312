import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decidePostTraffic,
  type PostTrafficLimits,
  type PostTrafficObservations,
} from '../../../hooks/post-traffic/decide.ts';
import type { Verdict } from '../../../hooks/verdict.ts';

const LIMITS: PostTrafficLimits = {
  alarmNames: ['error-rate', 'latency'],
  minimumInvocations: 10,
  errorRateMarginPercent: 5,
  needed: { errorRatePercent: 20, newVersionInvocations: 25, onInconclusive: 'rollBack' },
};
const states = (errorRate: string, latency: string) =>
  new Map([
    ['error-rate', errorRate],
    ['latency', latency],
  ]);
const written = { Roll: '1', FirstName: 'Asha' };
const GOOD: PostTrafficObservations = {
  written,
  write: { statusCode: 200, fields: {} },
  read: { statusCode: 200, fields: { ...written, ApiRevision: '2' } },
  alarmStates: states('OK', 'INSUFFICIENT_DATA'),
  newVersion: { invocations: 30, errors: 0 },
  oldVersion: { invocations: 270, errors: 3 },
  bakeInvocations: 28,
};

function without(name: keyof PostTrafficObservations): PostTrafficObservations {
  const { [name]: _, ...rest } = GOOD;
  return { written, alarmStates: new Map(), ...rest };
}

describe('the post-traffic verdict', () => {
  test.each<[string, Verdict['verdict'], PostTrafficObservations, RegExp]>([
    ['all is well', 'pass', GOOD, /errors of the new version 0.00 %, of the old 1.11 %/],
    ['the write is refused', 'fail', { ...GOOD, write: { statusCode: 500 } }, /write .* 500/],
    ['the read is refused', 'fail', { ...GOOD, read: { statusCode: 404 } }, /read .* 404/],
    [
      'another value is read back',
      'fail',
      { ...GOOD, read: { statusCode: 200, fields: { Roll: '1', FirstName: 'asha' } } },
      /FirstName was written as "Asha", read as "asha"/,
    ],
    ['an answer without JSON is read', 'fail', { ...GOOD, read: { statusCode: 200 } }, /read as undefined/],
    ['an alarm is red', 'fail', { ...GOOD, alarmStates: states('OK', 'ALARM') }, /in ALARM: latency/],
    ['an alarm is not there', 'inconclusive', { ...GOOD, alarmStates: new Map([['latency', 'OK']]) }, /error-rate/],
    ['nothing was written', 'inconclusive', without('write'), /written/],
    ['nothing was read', 'inconclusive', without('read'), /read back/],
    ['no counts of the new version', 'inconclusive', without('newVersion'), /not answered/],
    ['no counts of the old version', 'inconclusive', without('oldVersion'), /not answered/],
    ['the new version fails more', 'fail', { ...GOOD, newVersion: { invocations: 30, errors: 3 } }, /10.00 %/],
    [
      'both fail alike',
      'pass',
      { ...GOOD, newVersion: { invocations: 30, errors: 6 }, oldVersion: { invocations: 270, errors: 54 } },
      /20.00 %, of the old 20.00 %/,
    ],
    [
      'too little traffic to compare',
      'pass',
      { ...GOOD, newVersion: { invocations: 9, errors: 9 } },
      /not enough invocations .*9 new, 270 old, 10 needed/,
    ],
    [
      'a count that is no number',
      'inconclusive',
      { ...GOOD, newVersion: { invocations: Number.NaN, errors: 0 } },
      /not a number/,
    ],
  ])('%s: %s', (_, verdict, seen, reason) => {
    const decided = decidePostTraffic(seen, LIMITS);
    expect(decided.reason).toMatch(reason);
    expect(decided.verdict).toBe(verdict);
  });

  test('a failure outweighs what is missing', () => {
    const seen = { ...without('write'), alarmStates: states('ALARM', 'OK') };
    expect(decidePostTraffic(seen, LIMITS).verdict).toBe('fail');
  });

  test('no alarm at all is inconclusive', () => {
    expect(decidePostTraffic(GOOD, { ...LIMITS, alarmNames: [] }).verdict).toBe('inconclusive');
  });

  test('passes never where a part was not observed or an alarm is red', () => {
    const part = fc.constantFrom<keyof PostTrafficObservations>('write', 'read', 'newVersion', 'oldVersion');
    const state = fc.constantFrom('OK', 'INSUFFICIENT_DATA', 'ALARM', '');
    fc.assert(
      fc.property(fc.option(part, { nil: undefined }), state, state, (missing, first, second) => {
        const seen = { ...(missing ? without(missing) : GOOD), alarmStates: states(first, second) };
        const sound = missing === undefined && [first, second].every((one) => one !== 'ALARM' && one !== '');
        expect(decidePostTraffic(seen, LIMITS).verdict === 'pass').toBe(sound);
      }),
    );
  });
});

describe('a bake with too little evidence', () => {
  const decide = (bakeInvocations: number | undefined, needed: Partial<PostTrafficLimits['needed']> = {}) => {
    const { bakeInvocations: _, ...rest } = GOOD;
    return decidePostTraffic(bakeInvocations === undefined ? rest : { ...rest, bakeInvocations }, {
      ...LIMITS,
      needed: { ...LIMITS.needed, ...needed },
    });
  };

  test('is one with fewer requests to the new version than are needed', () => {
    expect(decide(25).verdict).toBe('pass');
    expect(decide(25).reason).not.toContain('evidence');
    expect(decide(24)).toMatchObject({
      verdict: 'fail',
      reason:
        'not enough evidence: 24 requests to the new version in its bake, 25 needed to notice an error rate of 20 %',
    });
  });

  test('passes where the stage accepts it, and says so', () => {
    const { verdict, reason } = decide(0, { onInconclusive: 'accept' });
    expect(verdict).toBe('pass');
    expect(reason).toContain('accepted with not enough evidence: 0 requests to the new version in its bake, 25 needed');
  });

  test('does not save a release in which something is wrong', () => {
    const seen = { ...GOOD, bakeInvocations: 0, alarmStates: states('ALARM', 'OK') };
    const needed = { ...LIMITS.needed, onInconclusive: 'accept' } as const;
    expect(decidePostTraffic(seen, { ...LIMITS, needed })).toMatchObject({
      verdict: 'fail',
      reason: 'in ALARM: error-rate',
    });
  });

  test('is every one of a stage without a bake, and of one in which no number is enough', () => {
    const accept = { onInconclusive: 'accept', errorRatePercent: null, newVersionInvocations: null } as const;
    expect(decide(1000, accept).reason).toContain('not enough evidence: all traffic moved at once, without a bake');
    expect(decide(1000, { newVersionInvocations: null })).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('no number of requests is enough to notice an error rate of 20 %'),
    });
  });

  test('is not taken for one whose requests were not answered', () => {
    expect(decide(undefined, { onInconclusive: 'accept' }).verdict).toBe('inconclusive');
  });
});
