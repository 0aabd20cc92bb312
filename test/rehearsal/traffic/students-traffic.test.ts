import { expect, test } from '@jest/globals';
import { studentsRequest, TRAFFIC_ROLL_PREFIX } from '../../../rehearsal/traffic/students-traffic.ts';

const rollOf = (path: string) => new URL(path, 'http://api').searchParams.get('Roll') ?? '';

test('each look-up asks for the student that was added just before', () => {
  for (const count of [0, 2, 398, 400, 1002]) {
    const add = studentsRequest(count);
    const look = studentsRequest(count + 1);
    expect([add.method, look.method]).toEqual(['POST', 'GET']);
    expect(rollOf(look.path)).toBe(rollOf(add.path));
    expect(JSON.parse(add.body ?? '').Roll).toBe(rollOf(add.path));
    expect(look.body).toBeUndefined();
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
  const ends = Array.from({ length: 400 }, (_, count) => studentsRequest(count)).filter(
    ({ method, path }) => method === 'GET' && /T-\d+[012]$/.test(rollOf(path)),
  );
  expect(ends).toHaveLength(60); // of 200 look-ups
});
