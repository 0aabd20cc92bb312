import { describe, expect, test } from '@jest/globals';
import { checkShift, predefinedConfigurationName, shiftMinutes } from '../../../app/release/shift.ts';
import type { ShiftConfiguration } from '../../../app/stage-configuration.ts';

const canary = (percent: number, minutes: number): ShiftConfiguration => ({ kind: 'canary', percent, minutes });
const linear = (percent: number, everyMinutes: number): ShiftConfiguration => ({
  kind: 'linear',
  percent,
  everyMinutes,
});

describe('traffic shift', () => {
  test.each<[ShiftConfiguration, string | undefined, number]>([
    [{ kind: 'allAtOnce' }, 'CodeDeployDefault.LambdaAllAtOnce', 0],
    [canary(10, 5), 'CodeDeployDefault.LambdaCanary10Percent5Minutes', 5],
    [canary(10, 30), 'CodeDeployDefault.LambdaCanary10Percent30Minutes', 30],
    [canary(10, 7), undefined, 7],
    [canary(20, 5), undefined, 5],
    [linear(10, 1), 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute', 9],
    [linear(10, 3), 'CodeDeployDefault.LambdaLinear10PercentEvery3Minutes', 27],
    [linear(10, 5), undefined, 45],
    [linear(30, 2), undefined, 6],
  ])('%j is %s and takes %d minutes', (shift, name, minutes) => {
    expect(predefinedConfigurationName(shift)).toBe(name);
    expect(shiftMinutes(shift)).toBe(minutes);
    expect(() => checkShift(shift)).not.toThrow();
  });

  test.each<[ShiftConfiguration, RegExp]>([
    [canary(0, 5), /0 %/],
    [canary(100, 5), /100 %/],
    [linear(12.5, 5), /12.5 %/],
    [canary(10, 0), /0 minutes/],
    [linear(1, 60), /5940 minutes: CodeDeploy allows 2880/],
  ])('%j is refused with its value', (shift, message) => {
    expect(() => checkShift(shift)).toThrow(message);
  });
});
