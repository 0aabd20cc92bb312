import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createClock } from '../../../console/model/clock.ts';
import { clockWords } from '../../../console/model/clock-words.ts';
import { startRehearsal } from '../../../rehearsal/start.ts';
import { ACCOUNT, startTestRehearsal } from '../../helpers/rehearsal.ts';

test('the wall clock needs no explanation', async () => {
  const clock = await createClock(undefined)();
  expect(clock).toMatchObject({ virtual: false, rate: 1 });
  expect(clockWords(clock)).toBeUndefined();
});

test.each([
  [60, /passes up to 60 times faster than on the wall clock, and work takes the time that it takes\.$/],
  [1, /passes as fast as on the wall clock/],
  [undefined, /passes faster than on the wall clock/],
])('a rehearsal at the speed %s says what its times are of', (speed, says) => {
  expect(clockWords({ virtual: true, ...(speed === undefined ? {} : { speed }) })).toMatch(says);
});

test('the endpoint tells how much faster waiting passes, also after that has changed', async () => {
  const rehearsal = await startRehearsal({
    folder: mkdtempSync(join(tmpdir(), 'slipway-clock-')),
    port: 0,
    account: ACCOUNT,
    services: [],
    speed: 60,
    report: () => undefined,
  });
  try {
    const clock = createClock(rehearsal.endpoint);
    expect(await clock()).toMatchObject({ virtual: true, speed: 60 });
    rehearsal.runningClock?.setSpeed(5);
    expect(await clock()).toMatchObject({ speed: 5 });
  } finally {
    await rehearsal.stop();
  }
});

test('a clock that is stepped by hand has no speed', async () => {
  const { rehearsal, stop } = await startTestRehearsal([]);
  try {
    const clock = await createClock(rehearsal.endpoint)();
    expect(clock.virtual).toBe(true);
    expect(clock).not.toHaveProperty('speed');
  } finally {
    await stop();
  }
});
