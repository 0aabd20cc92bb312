/** One request of the traffic, relative to the API's stage. */
export interface PlannedRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/** The rolls that traffic uses begin so; smoke tests and integration tests use others. */
export const TRAFFIC_ROLL_PREFIX = 'T-';
const STUDENTS = 200;
const DEPARTMENTS = ['Physics', 'History', 'Law', 'Medicine'];

/**
 * The `count`-th request of a stage's everyday traffic on the students API: half of the requests add a student, the other
 * half look up one that was added just before.
 */
export function studentsRequest(count: number): PlannedRequest {
  const student = Math.floor(count / 2) % STUDENTS;
  const roll = `${TRAFFIC_ROLL_PREFIX}${String(student).padStart(4, '0')}`;
  if (count % 2 === 1) return { method: 'GET', path: `/getstudentdetails?Roll=${roll}` };
  const body = JSON.stringify({
    Roll: roll,
    FirstName: `First${student}`,
    LastName: `Last${student}`,
    Department: DEPARTMENTS[student % DEPARTMENTS.length],
    Year: `${1 + (student % 4)}`,
    Mobile: `070000${String(student).padStart(4, '0')}`,
  });
  return { method: 'POST', path: `/addstudentdetails?Roll=${roll}`, body };
}
