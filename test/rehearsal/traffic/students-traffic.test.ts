import { expect, test } from '@jest/globals';
import { createStudentsTraffic, TRAFFIC_ROLL_PREFIX } from '../../../rehearsal/traffic/students-traffic.ts';

/** The first requests of a traffic. */
function requests(count: number, readsPerWrite = 1) {
  const traffic = createStudentsTraffic();
  return Array.from({ length: count }, () => traffic.next(readsPerWrite));
}
const rollOf = (path: string) => new URL(path, 'http://api').searchParams.get('Roll') ?? '';

test('the first twenty students are added before one is looked up', () => {
  const first = requests(20);
  expect(first.every(({ method }) => method === 'POST')).toBe(true);
  expect(new Set(first.map(({ path }) => rollOf(path))).size).toBe(20);
});

test('each look-up asks for a student that was added twenty students before', () => {
  const added: string[] = [];
  for (const { method, path, body } of requests(1000)) {
    if (method === 'POST') {
      expect(JSON.parse(body ?? '').Roll).toBe(rollOf(path));
      added.push(rollOf(path));
    } else {
      expect(added.at(-21)).toBe(rollOf(path));
      expect(body).toBeUndefined();
    }
  }
});

test('a student is complete, of traffic’s own kind, and comes back after 200', () => {
  const { path = '', body = '' } = requests(15).at(-1) ?? {};
  expect(rollOf(path).startsWith(TRAFFIC_ROLL_PREFIX)).toBe(true);
  expect(Object.keys(JSON.parse(body)).toSorted()).toEqual([
    'Department',
    'FirstName',
    'LastName',
    'Mobile',
    'Roll',
    'Year',
  ]);
  const rolls = new Set(requests(1000).map((request) => rollOf(request.path)));
  expect(rolls.size).toBe(200);
});

test('three in ten rolls end in 0, 1 or 2, on which a scenario’s fault depends', () => {
  const ends = requests(420)
    .slice(20)
    .filter(({ method, path }) => method === 'GET' && /T-\d+[012]$/.test(rollOf(path)));
  expect(ends).toHaveLength(60); // of 200 look-ups
});

test('with ten reads for each write, only students that are there are looked up, all of them in turn', () => {
  const all = requests(2000, 10);
  const after = all.slice(21);
  expect(after.filter(({ method }) => method === 'POST')).toHaveLength(Math.floor(after.length / 11));
  const added: string[] = [];
  const lookedUp = new Set<string>();
  for (const { method, path } of all) {
    if (method === 'POST') added.push(rollOf(path));
    else {
      expect(added.slice(0, -20)).toContain(rollOf(path));
      lookedUp.add(rollOf(path));
    }
  }
  expect(lookedUp.size).toBeGreaterThan(150);
});
