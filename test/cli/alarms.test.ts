import { describe, expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import { alarms } from '../../cli/commands/alarms.ts';
import { EXIT } from '../../cli/program.ts';
import { alarmLines } from '../../cli/render/alarms.ts';
import { environments as entries } from '../../pipeline/environments.ts';
import { planStages, type ReleaseEntry } from '../../pipeline/waves.ts';
import { environment } from '../pipeline/synthesize.ts';
import { printed, runCli } from './run-cli.ts';

/** Every environment, those of waves too. */
const environments = planStages(entries).flatMap((planned) => planned.environments);

const prod = environment({
  name: 'Prod',
  shift: { kind: 'canary', percent: 10, minutes: 5 },
  mustDetect: { errorRatePercent: 20 },
});

/** The command on other stages than those that are released. */
const runOn = (stages: readonly ReleaseEntry[], options = {}) => printed(() => alarms(options, stages));

test('prints every stage that is released, and each passes', async () => {
  const { code, stdout } = await runCli('alarms');
  expect(code).toBe(EXIT.ok);
  for (const { name } of environments) expect(stdout).toMatch(new RegExp(`^${name}  `, 'm'));
  expect(stdout).not.toContain('✖');
});

test('--json gives the figures of each alarm', async () => {
  const { code, stdout } = await runOn([environment({ name: 'Beta' }), prod], { json: true });
  expect(code).toBe(EXIT.ok);
  expect(JSON.parse(stdout)).toMatchObject([
    { stage: 'Beta', bakeMinutes: 0, mustDetect: null, requestsNeeded: null, onInconclusive: 'accept' },
    {
      stage: 'Prod',
      bakeMinutes: 5,
      newVersionRequests: 75,
      mustDetect: { errorRatePercent: 20 },
      requestsNeeded: 46,
      inconclusiveChance: expect.closeTo(0.0266, 4),
      findings: [],
      alarms: [
        {
          name: 'error-rate',
          watches: 'errors',
          expectedPercent: 0.1,
          goodReleaseChance: expect.closeTo(0.00094, 5),
          smallestDetectedPercent: expect.closeTo(17.66, 2),
          missChance: expect.closeTo(0.0355, 4),
        },
        { name: 'latency', watches: 'slowAnswers', missChance: null },
        {
          name: 'judge-evidence',
          watches: 'errors',
          smallestDetectedPercent: expect.closeTo(15.43, 2),
          missChance: expect.closeTo(0.0117, 4),
        },
        { name: 'judge-evidence', watches: 'slowAnswers', missChance: null },
      ],
      notComputed: [{ name: 'throttles' }, { name: 'judge-silent' }],
    },
  ]);
  expect(JSON.parse((await runCli('alarms', '--json')).stdout)).toHaveLength(environments.length);
});

describe('a stage that fails the check', () => {
  const bad = [environment({ name: 'Beta' }), { ...prod, mustDetect: { errorRatePercent: 10 } }];

  test('ends the command with 1, and has figures and remedies', async () => {
    const { code, stdout } = await runOn(bad);
    expect(code).toBe(EXIT.failed);
    expect(stdout).toMatch(/✖ stage 'Prod': nothing .* 21 % of the releases.*shift\.minutes 7 instead of 5/);
    expect(stdout).toContain('✔ No bake');
  });
});

test.each([
  [
    'a stage',
    [{ ...prod, logRetentionDays: 31 }],
    /^environments: stage 'Prod': logRetentionDays is 31: must be one of /,
  ],
  ['a name', [prod, prod], /^environments: the name 'Prod' is used twice; /],
  [
    'a wave',
    [{ name: 'Europe', order: 'atOnce', environments: [] } as const],
    /^environments: wave 'Europe': environments is \[\]: must hold/,
  ],
])('%s that is not valid is wrong usage, told by its value and without a stack', async (_, stages, message) => {
  await expect(runOn(stages)).rejects.toThrow(
    expect.objectContaining({
      name: 'UserError',
      message: expect.stringMatching(message),
      hint: 'Correct pipeline/environments.ts.',
    }),
  );
});

test('the table has one column a figure', () => {
  const lines = alarmLines(
    [
      {
        stage: 'Prod',
        shift: { kind: 'canary', percent: 10, minutes: 5 },
        bakeMinutes: 5,
        expected: { requestsPerSecond: 2.5, errorRatePercent: 0.1, slowPercent: 0.2 },
        newVersionRequests: 75,
        mustDetect: { errorRatePercent: 20 },
        onInconclusive: 'accept',
        requestsNeeded: 42,
        inconclusiveChance: 0.0061,
        onNothingToAsk: null,
        syntheticNeeded: null,
        syntheticMost: null,
        alarms: [
          {
            name: 'error-rate',
            watches: 'errors',
            expectedPercent: 0.1,
            goodReleaseChance: 0.00094,
            smallestDetectedPercent: 17.66,
            missChance: 0.03,
          },
          {
            name: 'latency',
            watches: 'slowAnswers',
            expectedPercent: 0.2,
            goodReleaseChance: 0,
            smallestDetectedPercent: null,
            missChance: null,
          },
        ],
        notComputed: [{ name: 'throttles', reason: 'why' }],
        bake: 'It sees it.',
        findings: [],
      },
    ],
    picocolors.createColors(false),
  );
  expect(lines).toEqual([
    'Prod  10 % for 5 minutes, 2.5 requests/s, 75 to the new version in the bake, must detect 20 % errors, fewer than the 42 needed (0.61 %): accept',
    '  alarm       on a good release  fires on it  sees with 95 %  misses mustDetect',
    '  error-rate  0.1 % failed       0.094 %      18 % failed     3 %',
    '  latency     0.2 % too slow     0 %          nothing         -',
    '  throttles  not computed: why',
    '  ✔ It sees it.',
  ]);
});
