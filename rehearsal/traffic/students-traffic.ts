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

/** The everyday traffic of a stage on the students API. */
export interface StudentsTraffic {
  /**
   * The next request: after the first students were added, `readsPerWrite` requests look up one that was added before, and then one
   * adds another.
   */
  next(readsPerWrite: number): PlannedRequest;
}

export function createStudentsTraffic(): StudentsTraffic {
  let added = 0;
  let lookedUp = 0;
  let readsInTurn = 0;
  return {
    next: (readsPerWrite) => {
      if (added <= LOOKED_UP_AFTER || readsInTurn >= readsPerWrite) {
        readsInTurn = 0;
        return addStudent(added++);
      }
      readsInTurn++;
      // More reads than writes: those that are there are looked up again, from the first on.
      return { method: 'GET', path: `/getstudentdetails?Roll=${rollOf(lookedUp++ % (added - LOOKED_UP_AFTER))}` };
    },
  };
}
