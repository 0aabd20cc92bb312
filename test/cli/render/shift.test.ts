import { describe, expect, test } from '@jest/globals';
import { shiftLines } from '../../../cli/render/shift.ts';
import { alarmDistances } from '../../../console/model/alarm-distance.ts';
import { alarm, MINUTE, NOON, shift } from '../../console/model/views.ts';
import { PLAIN } from './views.ts';

const evidence = { timesMs: [NOON, NOON + MINUTE], values: [0.5, Math.log(12)] };
const series = shift().series;
if (series === undefined) throw new Error('the shift has series');
const alarms = [
  alarm(),
  alarm({ name: 'latency', watches: 'latency', threshold: 1000 }),
  alarm({ name: 'judge-evidence', watches: 'evidence', threshold: Math.log(100) }),
  alarm({ name: 'throttles', watches: 'throttles', threshold: 1 }),
];

test('an alarm has the newest value of what it watches of the new version', () => {
  expect(alarmDistances(shift({ alarms, series: { ...series, evidence } }))).toMatchObject([
    { watches: 'errors', value: 20, threshold: 5 },
    { watches: 'latency', value: 60, threshold: 1000 },
    { watches: 'evidence', value: Math.log(12), threshold: Math.log(100) },
    { watches: 'throttles', value: undefined },
  ]);
});

describe('the lines of a shift', () => {
  const underWay = shift({
    status: 'InProgress',
    underWay: true,
    error: undefined,
    endedMs: undefined,
    percentSet: 10,
    percentActual: 9.52,
    hooks: [
      { name: 'BeforeAllowTraffic', status: 'Succeeded', startedMs: NOON, endedMs: NOON, says: undefined },
      { name: 'AfterAllowTraffic', status: 'Pending', startedMs: undefined, endedMs: undefined, says: undefined },
    ],
    alarms,
    series: { ...series, evidence },
    plan: { ...shift().plan, endedMs: undefined, leftMs: 3 * MINUTE },
  });

  test('have the traffic set and actual, the time left, each alarm with its distance, and the hooks', () => {
    expect(shiftLines(underWay, NOON + 12.5 * MINUTE, PLAIN)).toEqual([
      '     Prod-read -> version 2, 10 % for 5 minutes, then all, d-1',
      '       ██░░░░░░░░░░░░░░░░░░ set 10 %  actual 9.5 %  ● InProgress  2m30s left',
      '       errors 20.0 % of 5.0 %  latency p99 60 ms of 1000 ms  evidence 12.0 : 1 of 100.0 : 1  4 of 4 alarms quiet',
      '       ✔ BeforeAllowTraffic  ○ AfterAllowTraffic',
    ]);
  });

  test('name an alarm that is red, also where its value is not known', () => {
    const red = alarms.map((one) => ({ ...one, state: 'ALARM' }));
    expect(shiftLines({ ...underWay, alarms: red }, NOON, PLAIN)[2]).toMatch(
      /ALARM errors 20\.0 % of 5\.0 % .*ALARM throttles {2}0 of 4 alarms quiet$/,
    );
  });

  test('say of alarms and share that they are of its end', () => {
    const text = shiftLines(shift({ alarms: [alarm({ state: 'ALARM' }), alarm({ name: 'other' })] }), NOON, PLAIN).join(
      '\n',
    );
    expect(text).toContain('10.0 % in the bake');
    expect(text).toMatch(/ALARM errors .*1 of 2 alarms quiet when it ended/);
  });

  test('say why it ended, and in a hook’s own words', () => {
    const hooks = [
      { name: 'BeforeAllowTraffic', status: 'Failed', startedMs: NOON, endedMs: NOON, says: 'answers differ' },
    ];
    const text = shiftLines(shift({ hooks }), NOON, PLAIN).join('\n');
    expect(text).toContain('BeforeAllowTraffic: answers differ');
    expect(text).toContain('ALARM_ACTIVE: One or more alarms have been activated');
  });

  test('have no alarms where it takes another back', () => {
    const text = shiftLines(shift({ rollbackOf: 'd-0', error: undefined }), NOON, PLAIN).join('\n');
    expect(text).toContain('takes d-0 back');
    expect(text).not.toContain('quiet');
  });

  test('of one that was taken back say so in the word of its release, and of others in CodeDeploy’s', () => {
    expect(shiftLines(shift(), NOON, PLAIN)[1]).toMatch(/Taken back$/);
    expect(shiftLines(shift({ takenBackBy: undefined }), NOON, PLAIN)[1]).toMatch(/Stopped$/);
  });
});
