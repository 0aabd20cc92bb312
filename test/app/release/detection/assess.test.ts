import { describe, expect, test } from '@jest/globals';
import { figuresOf, smallestDetectedPercent } from '../../../../app/release/detection/assess.ts';
import { describeBake, describeShortcoming } from '../../../../app/release/detection/describe.ts';
import { inconclusiveChance, requestsNeeded } from '../../../../app/release/detection/evidence-needed.ts';
import { formatChance, roundUp } from '../../../../app/release/detection/figures.ts';
import { remedies } from '../../../../app/release/detection/remedies.ts';
import { shortcomings } from '../../../../app/release/detection/shortcomings.ts';
import { detectorsOf, NOT_COMPUTED } from '../../../../app/release/detection/stage-detectors.ts';
import type { StageConfiguration } from '../../../../app/stage-configuration.ts';
import { PROD, studentsTemplate } from '../../example-stage.ts';

const changed = (changes: Partial<StageConfiguration>): StageConfiguration => ({ ...PROD, ...changes });
const { expected, alarms } = PROD;

interface AlarmProperties {
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly Metrics?: readonly { readonly Expression?: string }[];
}

test('what is computed is what is deployed: every alarm of the group, with its limit and its datapoints', () => {
  const stage = changed({ alarms: { ...alarms, errorRatePercent: 7, minimumRequestsPerMinute: 12 } });
  const deployed = new Map<string, AlarmProperties>(
    Object.values(studentsTemplate(stage).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [
      Properties.AlarmName.replace('Prod-getStudentDetails-', ''),
      Properties,
    ]),
  );
  const names = [...deployed.keys()].filter((name) => !name.startsWith('Prod-'));
  const detectors = detectorsOf(stage);
  expect(names.sort()).toEqual([...detectors, ...NOT_COMPUTED].map(({ name }) => name).sort());
  for (const { name, rule } of detectors) {
    const alarm = deployed.get(name);
    if (rule.kind !== 'alarm' || rule.limit.kind !== 'rate') throw new Error(`${name} is no alarm on a rate`);
    expect(alarm).toMatchObject({
      EvaluationPeriods: rule.datapoints.evaluationPeriods,
      DatapointsToAlarm: rule.datapoints.datapointsToAlarm,
    });
    expect(JSON.stringify(alarm?.Metrics)).toContain(`IF(invocations >= ${rule.limit.minimumRequests}, `);
    if (name === 'error-rate') expect(alarm?.Threshold).toBe(rule.limit.percent);
    else expect(JSON.stringify(alarm?.Metrics)).toContain('"Stat":"p99"');
  }
});

describe('a stage', () => {
  test('that can see what it must has no shortcoming', () => {
    expect(shortcomings(PROD)).toEqual([]);
  });

  test('whose good releases fail often has an alarm that takes them back', () => {
    const found = shortcomings(changed({ expected: { ...expected, errorRatePercent: 1 } }));
    expect(found).toMatchObject([{ kind: 'takesGoodReleasesBack', detector: { name: 'error-rate' } }]);
  });

  test('whose good releases are often slow has an alarm that takes them back', () => {
    const found = shortcomings(changed({ expected: { ...expected, slowPercent: 1 } }));
    expect(found).toMatchObject([{ kind: 'takesGoodReleasesBack', detector: { name: 'latency' } }]);
  });

  test('that must notice more than its traffic shows misses it', () => {
    const found = shortcomings(changed({ mustDetect: { errorRatePercent: 10 } }));
    expect(found).toMatchObject([{ kind: 'missesBadRelease', errorRatePercent: 10 }]);
  });

  test('with less traffic than its alarms judge sees nothing at all', () => {
    const stage = changed({ expected: { ...expected, requestsPerSecond: 0.5 } });
    expect(shortcomings(stage)).toMatchObject([{ kind: 'missesBadRelease' }]);
    expect(detectorsOf(stage).map((detector) => smallestDetectedPercent(stage, detector))).toEqual([
      undefined,
      undefined,
    ]);
    expect(describeBake(stage)).toContain('too little traffic, to notice even a version that always fails');
  });

  test('that moves all traffic at once sees nothing, and claims nothing', () => {
    const { mustDetect: _, ...rest } = PROD;
    const stage: StageConfiguration = { ...rest, shift: { kind: 'allAtOnce' } };
    expect(shortcomings(stage)).toEqual([]);
    expect(figuresOf(stage).map(({ goodReleaseChance }) => goodReleaseChance)).toEqual([0, 0]);
    expect(describeBake(stage)).toMatch(/^No bake/);
  });
});

describe('remedies', () => {
  test('of a bake that sees too little are a longer one, or to claim less', () => {
    const stage = changed({ mustDetect: { errorRatePercent: 10 } });
    expect(remedies(stage)).toEqual([
      'shift.minutes 8 instead of 5',
      'mustDetect.errorRatePercent 18 instead of 10, if that is soon enough for you',
    ]);
    expect(shortcomings({ ...stage, shift: { kind: 'canary', percent: 10, minutes: 8 } })).toEqual([]);
    expect(shortcomings({ ...stage, shift: { kind: 'canary', percent: 10, minutes: 7 } })).not.toEqual([]);
    expect(shortcomings({ ...stage, mustDetect: { errorRatePercent: 18 } })).toEqual([]);
    expect(shortcomings({ ...stage, mustDetect: { errorRatePercent: 17 } })).not.toEqual([]);
  });

  test('of an alarm that takes good releases back are those with which it does not', () => {
    const stage = changed({ expected: { ...expected, errorRatePercent: 1 } });
    expect(remedies(stage)).toEqual(['shift.percent 20 instead of 10']);
    expect(shortcomings({ ...stage, shift: { kind: 'canary', percent: 20, minutes: 5 } })).toEqual([]);
  });

  test('come in pairs where no single one is enough', () => {
    const stage = changed({ expected: { ...expected, errorRatePercent: 0.5 }, mustDetect: { errorRatePercent: 8 } });
    const [first = ''] = remedies(stage);
    expect(first).toMatch(/^shift\.minutes \d+ instead of 5 with /);
  });
});

test('figures are rounded so that what is claimed holds', () => {
  expect([17.663, 0.10312, 5, 100, 0.3].map(roundUp)).toEqual([18, 0.11, 5, 100, 0.3]);
  expect([0, 1e-6, 0.00137, 0.0734, 0.956, 0.99234, 1].map(formatChance)).toEqual([
    '0 %',
    '<0.01 %',
    '0.14 %',
    '7.3 %',
    '96 %',
    '99.23 %',
    '>99.99 %',
  ]);
});

describe('the evidence that is needed', () => {
  const enough = changed({ alarms: { ...alarms, minimumRequestsPerMinute: 5 } });

  test('is the traffic at which what must be noticed is just noticed', () => {
    const needed = requestsNeeded(enough) ?? 0;
    // Four of the five minutes are counted, with a tenth of the traffic.
    const at = (requests: number) =>
      figuresOf({ ...enough, expected: { ...expected, requestsPerSecond: requests / (4 * 60 * 0.1) } })[0]?.missChance;
    expect(at(needed)).toBeLessThanOrEqual(0.05);
    expect(at(needed - 2)).toBeGreaterThan(0.05);
  });

  test('is more where less must be noticed, and none can be named where it never is', () => {
    const less = requestsNeeded(changed({ ...enough, mustDetect: { errorRatePercent: 16 } })) ?? 0;
    expect(less).toBeGreaterThan(requestsNeeded(enough) ?? 0);
    expect(requestsNeeded(changed({ mustDetect: { errorRatePercent: 10 } }))).toBeUndefined();
    expect(inconclusiveChance(changed({ mustDetect: { errorRatePercent: 10 } }))).toBeUndefined();
  });

  test('comes seldom short where releases without it are taken back', () => {
    expect(shortcomings({ ...enough, onInconclusive: 'rollBack' })).toEqual([]);
    const often = changed({ onInconclusive: 'rollBack' });
    const [found] = shortcomings(often);
    expect(found).toMatchObject({ kind: 'takesQuietReleasesBack', requestsNeeded: 58 });
    if (found === undefined) throw new Error('nothing found');
    expect(describeShortcoming(often, found)).toMatch(
      /^onInconclusive 'rollBack' takes back 38 % of the good releases: with 75 /,
    );
    expect(remedies(often)).toContain('alarms.minimumRequestsPerMinute 5 instead of 10');
  });
});
