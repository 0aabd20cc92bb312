import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../rehearsal/kernel/clock.ts';
import { createKernel, type RunningKernel } from '../../../rehearsal/kernel/kernel.ts';
import type { Store } from '../../../rehearsal/kernel/store.ts';
import { openTestStore } from './open-store.ts';

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '444455556666';

let clock: ManualClock;
let reported: string[];
let opened: { store: Store; folder: string };
let kernel: RunningKernel;

function newKernel(store: Store): RunningKernel {
  return createKernel({
    access: { mode: 'off', check: () => undefined, keysOf: () => ({}), exists: () => true },
    account: ACCOUNT,
    store,
    clock,
    endpoint: () => 'http://127.0.0.1:4242',
    certificateAuthorityFile: '/nowhere.pem',
    requestHandler: { handle: () => Promise.reject(new Error('no request is made here')) },
    report: (error, where) => reported.push(`${where}: ${error}`),
  });
}

beforeEach(() => {
  clock = createManualClock(Date.UTC(2026, 0, 5));
  reported = [];
  opened = openTestStore();
  kernel = newKernel(opened.store);
});
afterEach(() => {
  expect(reported).toEqual([]);
});

describe('a scope', () => {
  test('sees the rows of its own region and account only', () => {
    const ireland = kernel.scope('eu-west-1').table<string>('test.things');
    const frankfurt = kernel.scope('eu-central-1').table<string>('test.things');
    const elsewhere = kernel.scope('eu-west-1', OTHER_ACCOUNT).table<string>('test.things');
    ireland.put('a', 'ireland');
    frankfurt.put('a', 'frankfurt');
    elsewhere.put('b', 'other account');
    expect(ireland.entries()).toEqual([{ key: 'a', value: 'ireland' }]);
    expect(frankfurt.values()).toEqual(['frankfurt']);
    expect(elsewhere.get('a')).toBeUndefined();
    expect(ireland.delete('b')).toBe(false);
    expect(elsewhere.entries('b')).toEqual([{ key: 'b', value: 'other account' }]);
  });

  test('writes ARNs of its region and account', () => {
    expect(kernel.scope('eu-west-1').arn('sns', 'alerts')).toBe('arn:aws:sns:eu-west-1:111122223333:alerts');
    expect(kernel.scope('us-east-1', OTHER_ACCOUNT).arn('sns', 'alerts')).toBe(
      'arn:aws:sns:us-east-1:444455556666:alerts',
    );
  });

  test('is the same one each time, with the kernel behind it', () => {
    const scope = kernel.scope('eu-west-1');
    expect(kernel.scope('eu-west-1', ACCOUNT)).toBe(scope);
    expect(scope.clock).toBe(clock);
    expect(scope.endpoint).toBe('http://127.0.0.1:4242');
    expect(scope.scope('eu-central-1').region).toBe('eu-central-1');
  });

  test('makes its region known, also to the next process on the same folder', () => {
    kernel.scope('eu-west-1');
    kernel.scope('eu-central-1');
    kernel.scope(''); // a request without a signature has no region
    expect(kernel.regions()).toEqual(['eu-central-1', 'eu-west-1']);
    expect(newKernel(openTestStore(opened.folder).store).regions()).toEqual(['eu-central-1', 'eu-west-1']);
  });
});

describe('work in the background', () => {
  test('is waited for by a shutdown, which wakes what sleeps', async () => {
    const seen: string[] = [];
    kernel.background('sleeper', async () => {
      await clock.sleep(3_600_000, kernel.shutdown).finally(() => seen.push('woken'));
    });
    await kernel.shutDown();
    expect(seen).toEqual(['woken']);
  });

  test('that fails is reported with its place', async () => {
    kernel.background('the runner of d-1', () => Promise.reject(new TypeError('no target')));
    await clock.advance(0);
    expect(reported.splice(0)).toEqual(['the runner of d-1: TypeError: no target']);
  });

  test('does not hold the clock', async () => {
    let woken = 0;
    kernel.background('sleeper', async () => {
      await clock.sleep(1000);
      woken++;
    });
    await clock.advance(1000);
    expect(woken).toBe(1);
  });
});

describe('what is recorded and not run', () => {
  test('is told once a resource, by type and name, and survives a restart', () => {
    const entry = { type: 'AWS::Nowhere::Thing', logicalId: 'Thing', why: 'it has no local behaviour' };
    kernel.recordNotRun(entry);
    kernel.recordNotRun(entry);
    kernel.recordNotRun({ ...entry, logicalId: 'Another' });
    const expected = [{ ...entry, logicalId: 'Another' }, entry];
    expect(kernel.recordedNotRun()).toEqual(expected);
    expect(newKernel(openTestStore(opened.folder).store).recordedNotRun()).toEqual(expected);
  });
});
