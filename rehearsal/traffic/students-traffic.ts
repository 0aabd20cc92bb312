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
 * A student is looked up only when this many others were added after: its own request has long been answered then, also by a
 * function that has just started.
 */
const LOOKED_UP_AFTER = 20;

function addStudent(student: number): PlannedRequest {
  const roll = rollOf(student);
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

const rollOf = (student: number): string => `${TRAFFIC_ROLL_PREFIX}${String(student % STUDENTS).padStart(4, '0')}`;

/**
 * The `count`-th request of a stage's everyday traffic on the students API. After the first students were added, every other
 * request adds one and every other looks up one that was added before.
 */
export function studentsRequest(count: number): PlannedRequest {
  if (count < LOOKED_UP_AFTER) return addStudent(count);
  const turn = Math.floor((count - LOOKED_UP_AFTER) / 2);
  if (count % 2 === 0) return addStudent(turn + LOOKED_UP_AFTER);
  return { method: 'GET', path: `/getstudentdetails?Roll=${rollOf(turn)}` };
}
