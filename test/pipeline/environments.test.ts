import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../pipeline/environment.ts';
import { checkEnvironments } from '../../pipeline/environment.ts';
import { environments } from '../../pipeline/environments.ts';
import { planStages } from '../../pipeline/waves.ts';
import { readPipeline } from './read-template.ts';
import { environment, synthesize } from './synthesize.ts';

describe('the stages that are released', () => {
  const all = planStages(environments).flatMap((stage) => stage.environments);

  test('are valid', () => {
    expect(all).not.toEqual([]);
  });

  test('have Beta, all at once and tested, before Prod, approved and shifted as a canary', () => {
    expect(all.filter(({ name }) => ['Beta', 'Prod'].includes(name))).toMatchObject([
      { name: 'Beta', shift: { kind: 'allAtOnce' }, integrationTest: true, retainData: false },
      {
        name: 'Prod',
        shift: { kind: 'canary', percent: 10, minutes: 5 },
        approval: { timeoutMinutes: 10_080 },
        retainData: true,
      },
    ]);
  });

  test('end the file with a list to which one entry can be appended', () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../pipeline/environments.ts'), 'utf8');
    expect(text.match(/^\];\n$/m)).not.toBeNull();
    expect(text.endsWith('  },\n];\n')).toBe(true);
  });
});

test('one more entry is one more stage, and the stages before it stay as they are', () => {
  const before = readPipeline(synthesize({ environments })).Properties.Stages;
  const after = readPipeline(synthesize({ environments: [...environments, environment({ name: 'Gamma' })] })).Properties
    .Stages;
  expect(after.map((stage) => stage.Name)).toEqual([...before.map((stage) => stage.Name), 'Gamma']);
  expect(after.slice(0, -1)).toEqual(before);
});

describe('a wrong value is named', () => {
  const { expected } = environment();
  const canary = { kind: 'canary', percent: 10, minutes: 5 } as const;
  const wrong: [string, Partial<Environment>, string][] = [
    ['name', { name: 'beta-1' }, 'stage \'beta-1\': name is "beta-1": must be 1 to 20 letters and digits'],
    ['account', { account: '12' }, 'account is "12": must be the 12 digits'],
    ['region', { region: 'Ireland' }, 'region is "Ireland": must be a region'],
    ['capture', { capture: { sharePercent: 0, events: 20, days: 7 } }, 'capture.sharePercent is 0'],
    ['capture', { capture: { sharePercent: 1, events: 51, days: 7 } }, 'capture.events is 51'],
    ['canary', { shift: { kind: 'canary', percent: 100, minutes: 5 } }, 'shift.percent is 100'],
    [
      'linear',
      { shift: { kind: 'linear', percent: 1, everyMinutes: 60 } },
      'the whole shift takes more than 2880 minutes',
    ],
    ['retention', { logRetentionDays: 31 }, 'logRetentionDays is 31: must be one of'],
    [
      'approver',
      { approval: { approvers: ['Ada'], timeoutMinutes: 60 } },
      'approval.approvers.0 is "Ada": must be an e-mail',
    ],
    ['time-out', { approval: { approvers: [], timeoutMinutes: 1 } }, 'approval.timeoutMinutes is 1'],
    [
      'condition',
      { conditions: { beforeEntry: [{ kind: 'alarm', alarmName: '', waitMinutes: 0 }] } },
      'alarmName is ""',
    ],
    [
      'window',
      { conditions: { beforeEntry: [{ kind: 'deploymentWindow', cron: '8-16 * *', timeZone: 'Europe/Berlin' }] } },
      'cron is "8-16 * *": must have six or seven fields',
    ],
    [
      'time zone',
      { conditions: { beforeEntry: [{ kind: 'deploymentWindow', cron: '* * 8 ? * *', timeZone: 'Bonn' }] } },
      'timeZone is "Bonn": must be an IANA time zone',
    ],
    ['bake without alarm', { conditions: { bake: { minutes: 5, alarmNames: [] } } }, 'must name an alarm'],
    ['bake', { conditions: { bake: { minutes: 0, alarmNames: ['a'] } } }, 'conditions.bake.minutes is 0'],
    [
      'too many rules',
      {
        conditions: {
          beforeEntry: ['a', 'b', 'c', 'd'].map((alarmName) => ({ kind: 'alarm', alarmName, waitMinutes: 0 })),
        },
      },
      'has too many rules: CodePipeline takes 5',
    ],
    ['traffic', { expected: { ...expected, requestsPerSecond: 0 } }, 'expected.requestsPerSecond is 0'],
    ['errors', { expected: { ...expected, errorRatePercent: 101 } }, 'expected.errorRatePercent is 101'],
    [
      'a bake that must notice nothing',
      { shift: canary },
      'mustDetect is undefined: a canary shift has a bake; say which errorRatePercent of a bad version it must notice',
    ],
    [
      'a bad version no worse than a good one',
      { shift: canary, mustDetect: { errorRatePercent: 0.1 } },
      'mustDetect.errorRatePercent is 0.1: must be above expected.errorRatePercent, which is 0.1',
    ],
    [
      'something to notice without a bake',
      { mustDetect: { errorRatePercent: 10 } },
      'mustDetect is {"errorRatePercent":10}: a shift allAtOnce has no bake that could see it',
    ],
    [
      'requests of ours without a bake',
      { onInconclusive: 'syntheticTraffic' },
      'onInconclusive is "syntheticTraffic": a shift allAtOnce has no time in which both versions could be asked',
    ],
    [
      'a decision on synthetic traffic without any',
      { shift: canary, mustDetect: { errorRatePercent: 20 }, onInconclusive: 'accept', onNothingToAsk: 'accept' },
      "onNothingToAsk is \"accept\": only onInconclusive 'syntheticTraffic' asks anything, and it is 'accept'",
    ],
    [
      'evidence that cannot come',
      { onInconclusive: 'rollBack' },
      'onInconclusive is "rollBack": a shift allAtOnce has no bake and never enough evidence',
    ],
  ];
  test.each(wrong)('%s', (_what, overrides, message) => {
    expect(() => checkEnvironments([environment(overrides)])).toThrow(message);
  });

  test('a name that is used twice', () => {
    expect(() => checkEnvironments([environment(), environment()])).toThrow("the name 'Beta' is used twice");
  });

  test('no stage at all', () => {
    expect(() => checkEnvironments([])).toThrow('the release has no stage');
  });

  test('an integration test in an account that the test cannot read', () => {
    const stages = [environment({ account: '444455556666', integrationTest: true })];
    expect(() => synthesize({ environments: stages })).toThrow("stage 'Beta' is in account '444455556666'");
  });

  test('a stage in another region', () => {
    expect(() => synthesize({ environments: [environment({ region: 'us-east-1' })] })).toThrow(
      "stack 'Beta-Students' is for region 'us-east-1', and the pipeline is in 'eu-west-1'",
    );
  });
});
