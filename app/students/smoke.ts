import type { RoundTrip } from '../../hooks/post-traffic/contract.ts';
import { SMOKE_KEY_PLACEHOLDER, type SmokeCheck } from '../../hooks/pre-traffic/contract.ts';
import { ADD_PATH, GET_PATH, PARTITION_KEY, type Student } from './contract.ts';

/** The hooks' student, without its `Roll`, which is the smoke key of the deployment. */
export const SMOKE_FIELDS: Omit<Student, typeof PARTITION_KEY> = {
  FirstName: 'Smoke',
  LastName: 'Test',
  Department: 'Release',
  Year: '1',
  Mobile: '0000000000',
};

const query = { [PARTITION_KEY]: SMOKE_KEY_PLACEHOLDER };
const valid = { ...SMOKE_FIELDS, [PARTITION_KEY]: SMOKE_KEY_PLACEHOLDER };
const { Mobile: _omitted, ...withoutMobile } = valid;

const post = { method: 'POST', path: `/${ADD_PATH}` } as const;
const get = { method: 'GET', path: `/${GET_PATH}`, body: null } as const;

/** What a new version of `addStudentDetails` must answer. The valid student proves that it can write its table. */
export const ADD_CHECKS: readonly SmokeCheck[] = [
  {
    ...post,
    name: 'a valid student is stored',
    query,
    body: JSON.stringify(valid),
    expectStatus: 200,
    expectFields: query,
  },
  { ...post, name: 'a body that is not JSON is refused', query, body: '{"Roll":', expectStatus: 400 },
  { ...post, name: 'a missing field is refused', query, body: JSON.stringify(withoutMobile), expectStatus: 400 },
  {
    ...post,
    name: 'a field of a wrong type is refused',
    query,
    body: JSON.stringify({ ...valid, FirstName: 1 }),
    expectStatus: 400,
  },
  { ...post, name: 'a missing Roll is refused', query: null, body: JSON.stringify(valid), expectStatus: 400 },
];

/** What a new version of `getStudentDetails` must answer. A 404 of its own proves that it can read its table. */
export const GET_CHECKS: readonly SmokeCheck[] = [
  { ...get, name: 'a student that does not exist is not found', query, expectStatus: 404 },
  { ...get, name: 'a missing Roll is refused', query: null, expectStatus: 400 },
];

/** The write and the read through the public API, after the shift. */
export const STUDENT_ROUND_TRIP: RoundTrip = {
  writePath: ADD_PATH,
  readPath: GET_PATH,
  keyParameter: PARTITION_KEY,
  fields: SMOKE_FIELDS,
};
