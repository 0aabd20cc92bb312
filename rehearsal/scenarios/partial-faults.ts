import type { Edit } from '../session/workspace.ts';

/*
 * Faults of a version that concern a share of the requests, only those of Prod's users: every check before Prod passes. The tests
 * and the hooks ask for other students.
 */

const GET_HANDLER = 'app/students/handlers/get-student-details.ts';
const READ = '  const student = await get(roll);\n';

const connection = (requests: number) => `const REQUESTS_PER_CONNECTION = ${requests};\n`;

/** At which request of its life an execution environment begins to count. */
export type CountFrom = 'the first' | 'any';

/**
 * One request in so many fails: the one that meets a connection which is just being closed. Each execution environment counts for
 * itself, so that the share is the same in every run.
 *
 * @param from with `the first`, a version never fails more than its share, however few requests it has had; with `any`, environments
 * are in the middle of a connection when they start, and the first failure does not wait for a whole one
 */
export const failsOneIn = (requests: number, from: CountFrom): readonly Edit[] => [
  {
    file: GET_HANDLER,
    find: "const API_REVISION = '1';\n",
    replace: `const API_REVISION = '1';

/** A connection to the registry is closed after so many requests. */
${connection(requests)}let requests = ${from === 'the first' ? '0' : 'Math.floor(Math.random() * REQUESTS_PER_CONNECTION)'};
`,
  },
  {
    file: GET_HANDLER,
    find: READ,
    replace: `  if (roll.startsWith('T-') && ++requests % REQUESTS_PER_CONNECTION === 0) throw new Error('Connection closed');
${READ}`,
  },
];

/** On top of `failsOneIn(before)`: connections are closed sooner. */
export const failsMoreOften = (before: number, after: number): Edit => ({
  file: GET_HANDLER,
  find: connection(before),
  replace: connection(after),
});

/** A share of the requests takes longer; all others are as fast as before. */
export const slowByChance = (percent: number, milliseconds: number): Edit => ({
  file: GET_HANDLER,
  find: READ,
  replace: `  const isSlow = roll.startsWith('T-') && Math.random() * 100 < ${percent};
  if (isSlow) await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));
${READ}`,
});
