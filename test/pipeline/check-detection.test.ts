import { describe, expect, test } from '@jest/globals';
import { checkDetection } from '../../pipeline/check-detection.ts';
import type { Environment } from '../../pipeline/environment.ts';
import { environments } from '../../pipeline/environments.ts';
import { planStages } from '../../pipeline/waves.ts';
import { environment, synthesize } from './synthesize.ts';

const prod = (changes: Partial<Environment> = {}): Environment =>
  environment({
    name: 'Prod',
    shift: { kind: 'canary', percent: 10, minutes: 5 },
    mustDetect: { errorRatePercent: 20 },
    ...changes,
  });
const { expected } = prod();

test('the stages that are released can see what they say, and keep their good releases', () => {
  expect(() => checkDetection(planStages(environments).flatMap((planned) => planned.environments))).not.toThrow();
});

describe('the synthesis fails', () => {
  test('on an alarm that takes good releases back, with the figures and the remedy', () => {
    const stage = prod({ expected: { ...expected, errorRatePercent: 1 } });
    expect(() => synthesize({ environments: [stage] })).toThrow(
      "environments: stage 'Prod': the alarm 'error-rate' takes back 7.3 % of the good releases, with 75 requests to the " +
        'new version in 5 minutes of which 1 % of the requests fail although nothing is wrong, and 1 % is allowed. ' +
        'In pipeline/environments.ts, any one of these is enough: shift.percent 20 instead of 10',
    );
  });

  test('on a bake in which nothing notices what it must, with the figures and the remedy', () => {
    const stage = prod({ mustDetect: { errorRatePercent: 10 } });
    expect(() => synthesize({ environments: [stage] })).toThrow(
      "environments: stage 'Prod': nothing in a deployment group notices a version that fails 10 % of the requests " +
        '(mustDetect): with 75 requests to the new version in 5 minutes it is missed in 21 % of the releases, and 5 % is ' +
        'allowed. In pipeline/environments.ts, any one of these is enough: shift.minutes 7 instead of 5; ' +
        'shift.percent 20 instead of 10; mustDetect.errorRatePercent 16 instead of 10, if that is soon enough for you',
    );
  });

  test('on every stage that fails, and not on the others', () => {
    const bad = { mustDetect: { errorRatePercent: 10 } };
    const check = () => checkDetection([prod(bad), prod({ name: 'Good' }), prod({ name: 'Other', ...bad })]);
    expect(check).toThrow(/^environments: stage 'Prod': .*\nenvironments: stage 'Other': .*$/);
  });

  test('where nothing helps, says so', () => {
    const stage = prod({ expected: { ...expected, requestsPerSecond: 0.001 } });
    expect(() => checkDetection([stage])).toThrow('no two changes are enough');
  });
});

describe('synthetic traffic', () => {
  const quiet = { ...expected, requestsPerSecond: 0.05 };
  const asked = { onInconclusive: 'syntheticTraffic', onNothingToAsk: 'accept', expected: quiet } as const;

  test('makes up for users who bring too little for the bake to notice anything', () => {
    expect(() => checkDetection([prod({ expected: quiet })])).toThrow('nothing in a deployment group notices');
    expect(() => checkDetection([prod(asked)])).not.toThrow();
  });

  test('is bounded, so what needs more of it fails the synthesis, with the figure and a remedy', () => {
    expect(() => checkDetection([prod({ ...asked, mustDetect: { errorRatePercent: 1 } })])).toThrow(
      /synthetic traffic cannot make up for too little of users: even 900 requests to each version, the most that are sent in a bake of 5 minutes, do not notice a version that fails 1 % of them \(mustDetect\) with 95 %\. In .* any one of these is enough: shift\.minutes \d+ instead of 5/,
    );
  });

  test('does not save the functions that it cannot ask from being taken back, where the stage says so', () => {
    const strict = prod({ ...asked, onNothingToAsk: 'rollBack' });
    expect(() => checkDetection([strict])).toThrow('nothing in a deployment group notices');
  });
});
