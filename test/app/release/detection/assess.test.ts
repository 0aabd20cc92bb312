import { describe, expect, test } from '@jest/globals';
import { figuresOf, noticesMustDetect, smallestDetectedPercent } from '../../../../app/release/detection/assess.ts';
import { describeBake, describeShortcoming } from '../../../../app/release/detection/describe.ts';
import { inconclusiveChance, requestsNeeded } from '../../../../app/release/detection/evidence-needed.ts';
import { formatChance, roundUp } from '../../../../app/release/detection/figures.ts';
import { remedies } from '../../../../app/release/detection/remedies.ts';
import { isGoodEnough, shortcomings } from '../../../../app/release/detection/shortcomings.ts';
import { detectorsOf, notComputed } from '../../../../app/release/detection/stage-detectors.ts';
import { BAKE_JUDGE } from '../../../../app/release/judge-settings.ts';
import type { StageConfiguration } from '../../../../app/stage-configuration.ts';
import { PROD, studentsTemplate } from '../../example-stage.ts';

const changed = (changes: Partial<StageConfiguration>): StageConfiguration => ({ ...PROD, ...changes });
const { expected, alarms } = PROD;

interface AlarmProperties {
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly Period?: number;
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
  const computed = new Set([...detectors, ...notComputed(stage)].map(({ name }) => name));
  expect(names.sort()).toEqual([...computed].sort());
  for (const { name, rule } of detectors) {
    const alarm = deployed.get(name);
    if (rule.kind === 'sequential') {
      expect(name).toBe('judge-evidence');
      expect(alarm?.Threshold).toBeCloseTo(Math.log(1 / BAKE_JUDGE.alpha), 12);
      expect(alarm?.Period).toBe(rule.lookSeconds);
      continue;
    }
    if (rule.limit.kind !== 'rate') throw new Error(`${name} is no alarm on a rate`);
    expect(alarm).toMatchObject({
      EvaluationPeriods: rule.datapoints.evaluationPeriods,
      DatapointsToAlarm: rule.datapoints.datapointsToAlarm,
    });
    expect(JSON.stringify(alarm?.Metrics)).toContain(`IF(invocations >= ${rule.limit.minimumRequests}, `);
    if (name === 'error-rate') expect(alarm?.Threshold).toBe(rule.limit.percent);
    else expect(JSON.stringify(alarm?.Metrics)).toContain('"Stat":"p99"');
  }
  const parts = detectors.flatMap(({ rule }) => (rule.kind === 'sequential' ? [rule.alpha] : []));
  expect(parts.reduce((sum, alpha) => sum + alpha, 0)).toBeCloseTo(BAKE_JUDGE.alpha, 12);
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

  test('with less traffic than its fixed alarms judge has the judge alone, and it sees little', () => {
    const stage = changed({ expected: { ...expected, requestsPerSecond: 0.5 } });
    expect(shortcomings(stage)).toMatchObject([{ kind: 'missesBadRelease' }]);
    const smallest = detectorsOf(stage).map((detector) => [detector.name, smallestDetectedPercent(stage, detector)]);
    expect(smallest).toEqual([
      ['error-rate', undefined],
      ['latency', undefined],
      ['judge-evidence', expect.closeTo(71.9, 1)],
      ['judge-evidence', expect.closeTo(88, 0)],
    ]);
    const silent = changed({ expected: { ...expected, requestsPerSecond: 0.05 } });
    expect(describeBake(silent)).toContain('too little traffic, to notice even a version that always fails');
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
      'shift.minutes 7 instead of 5',
      'shift.percent 20 instead of 10',
      'mustDetect.errorRatePercent 16 instead of 10, if that is soon enough for you',
    ]);
    expect(shortcomings({ ...stage, shift: { kind: 'canary', percent: 10, minutes: 7 } })).toEqual([]);
    expect(shortcomings({ ...stage, shift: { kind: 'canary', percent: 10, minutes: 6 } })).not.toEqual([]);
    expect(shortcomings({ ...stage, mustDetect: { errorRatePercent: 16 } })).toEqual([]);
    expect(shortcomings({ ...stage, mustDetect: { errorRatePercent: 15 } })).not.toEqual([]);
  });

  test('of an alarm that takes good releases back are those with which it does not', () => {
    const stage = changed({ expected: { ...expected, errorRatePercent: 1 } });
    expect(remedies(stage)).toEqual(['shift.percent 20 instead of 10']);
    expect(shortcomings({ ...stage, shift: { kind: 'canary', percent: 20, minutes: 5 } })).toEqual([]);
  });

  test('come in pairs where no single one is enough', () => {
    const stage = changed({ expected: { ...expected, errorRatePercent: 0.5 }, mustDetect: { errorRatePercent: 8 } });
    expect(remedies(stage)).toEqual(['shift.minutes 15 instead of 5 with alarms.errorRatePercent 8 instead of 5']);
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

test('good enough is what has no shortcoming', () => {
  const variants = [0.5, 2.5, 20].flatMap((requestsPerSecond) =>
    [0.1, 1].flatMap((errorRatePercent) =>
      [5, 20].flatMap((mustDetect) =>
        (['accept', 'rollBack'] as const).map((onInconclusive) =>
          changed({
            expected: { ...expected, requestsPerSecond, errorRatePercent },
            mustDetect: { errorRatePercent: mustDetect },
            onInconclusive,
          }),
        ),
      ),
    ),
  );
  const good = variants.map((stage) => isGoodEnough(stage));
  expect(good).toEqual(variants.map((stage) => shortcomings(stage).length === 0));
  expect(new Set(good)).toEqual(new Set([true, false]));
});

describe('the evidence that is needed', () => {
  const enough = changed({ alarms: { ...alarms, minimumRequestsPerMinute: 5 } });

  test('is the traffic at which what must be noticed is just noticed', () => {
    const needed = requestsNeeded(enough) ?? 0;
    // Four of the five minutes are counted, with a tenth of the traffic.
    const isNoticed = (requests: number) =>
      noticesMustDetect({ ...enough, expected: { ...expected, requestsPerSecond: requests / (4 * 60 * 0.1) } });
    expect(isNoticed(needed)).toBe(true);
    expect(isNoticed(needed - 2)).toBe(false);
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
    expect(found).toMatchObject({ kind: 'takesQuietReleasesBack', requestsNeeded: 46 });
    if (found === undefined) throw new Error('nothing found');
    expect(describeShortcoming(often, found)).toMatch(
      /^onInconclusive 'rollBack' takes back 2\.7 % of the good releases: with 75 /,
    );
    expect(remedies(often)).toContain('alarms.minimumRequestsPerMinute 5 instead of 10');
  });
});
