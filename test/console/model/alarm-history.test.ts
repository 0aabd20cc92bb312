import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readAlarmState } from '../../../console/model/alarm-history.ts';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { putQuietAlarm, setAlarm } from '../../rehearsal/cloudwatch/quiet-alarm.ts';
import { MINUTE } from './views.ts';

const DAY = 24 * 60 * MINUTE;
let local: TestRehearsal;
let client: CloudWatchClient;
beforeEach(async () => {
  local = await startTestRehearsal([cloudwatch]);
  client = local.client(CloudWatchClient);
  await putQuietAlarm(client, 'errors');
  await setAlarm(client, 'errors', 'ALARM');
});
afterEach(() => local.stop());

test('what an alarm said is what it came from at its first change afterwards', async () => {
  const redMs = local.clock.now();
  await local.clock.advance(MINUTE);
  await setAlarm(client, 'errors', 'OK');
  const quietMs = local.clock.now();
  await local.clock.advance(MINUTE);
  await setAlarm(client, 'errors', 'INSUFFICIENT_DATA');
  expect(await readAlarmState(client, 'errors', redMs)).toEqual({ state: 'ALARM', says: 'a test' });
  expect(await readAlarmState(client, 'errors', quietMs - 1)).toMatchObject({ state: 'ALARM' });
  expect(await readAlarmState(client, 'errors', quietMs)).toMatchObject({ state: 'OK' });
});

test('what CloudWatch has forgotten is not known', async () => {
  const redMs = local.clock.now();
  await setAlarm(client, 'errors', 'OK');
  await local.clock.advance(31 * DAY);
  expect(await readAlarmState(client, 'errors', redMs)).toMatchObject({ state: 'UNKNOWN' });
});
