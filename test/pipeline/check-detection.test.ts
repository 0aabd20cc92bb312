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
