import { expect, test } from '@jest/globals';
import { studentsRequest, TRAFFIC_ROLL_PREFIX } from '../../../rehearsal/traffic/students-traffic.ts';

const rollOf = (path: string) => new URL(path, 'http://api').searchParams.get('Roll') ?? '';

test('the first twenty students are added before one is looked up', () => {
  const first = Array.from({ length: 20 }, (_, count) => studentsRequest(count));
  expect(first.every(({ method }) => method === 'POST')).toBe(true);
  expect(new Set(first.map(({ path }) => rollOf(path))).size).toBe(20);
});

test('each look-up asks for a student that was added twenty students before', () => {
  const added: string[] = [];
  for (let count = 0; count < 1000; count++) {
    const { method, path, body } = studentsRequest(count);
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
  const { path, body = '' } = studentsRequest(14);
  expect(rollOf(path).startsWith(TRAFFIC_ROLL_PREFIX)).toBe(true);
  expect(Object.keys(JSON.parse(body)).toSorted()).toEqual([
    'Department',
    'FirstName',
    'LastName',
    'Mobile',
    'Roll',
    'Year',
  ]);
  const rolls = new Set(Array.from({ length: 1000 }, (_, count) => rollOf(studentsRequest(count).path)));
  expect(rolls.size).toBe(200);
});

test('three in ten rolls end in 0, 1 or 2, on which a scenario’s fault depends', () => {
  const ends = Array.from({ length: 400 }, (_, count) => studentsRequest(20 + count)).filter(
    ({ method, path }) => method === 'GET' && /T-\d+[012]$/.test(rollOf(path)),
  );
  expect(ends).toHaveLength(60); // of 200 look-ups
});
