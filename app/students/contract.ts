import * as z from 'zod/mini';

/** What the students API promises. Constructs, handlers and tests take their values from here. */

/** Base name of the table; a stage puts its own name before it, so that two stages fit into one account and region. */
export const TABLE_NAME = 'StudentDetails';
/** Partition key of the table (String), and the query-string parameter that both methods require. */
export const PARTITION_KEY = 'Roll';

/** `POST` here stores a student. */
export const ADD_PATH = 'addstudentdetails';
/** `GET` here reads a student. */
export const GET_PATH = 'getstudentdetails';
/** Base name of the function behind `ADD_PATH`. */
export const ADD_FUNCTION_NAME = 'addStudentDetails';
/** Base name of the function behind `GET_PATH`. */
export const GET_FUNCTION_NAME = 'getStudentDetails';

/** The alias through which every function is invoked, and which CodeDeploy shifts. */
export const ALIAS_NAME = 'live';
/** Stage variable of the API that names the alias. */
export const ALIAS_STAGE_VARIABLE = 'alias';
/** Name of the API's stage: the first part of every path. */
export const API_STAGE_NAME = 'v1';

/** Usage plan: steady rate, in requests a second. */
export const RATE_LIMIT_PER_SECOND = 100;
/** Usage plan: burst, in requests. */
export const BURST_LIMIT = 50;
/** Usage plan: quota, in requests a month. */
export const QUOTA_PER_MONTH = 10_000;

/** Longest attribute, in characters: keeps an item far from DynamoDB's 400 kB. */
const LONGEST_ATTRIBUTE = 200;
const attribute = () => z.string().check(z.minLength(1), z.maxLength(LONGEST_ATTRIBUTE));

/**
 * A student. The body of `POST`, the answer of `GET`, and the item in the table. The API's JSON-schema model is made
 * from it as well, so that gateway and handler cannot disagree.
 */
export const Student = z.strictObject({
  Roll: attribute(),
  FirstName: attribute(),
  LastName: attribute(),
  Department: attribute(),
  Year: attribute(),
  Mobile: attribute(),
});
export type Student = z.infer<typeof Student>;

/** Fields of an answer and parameters of a request that are about a person: all that a student is. Logs and reports do without them. */
export const PERSONAL_FIELDS: readonly string[] = Object.keys(Student.shape);

/** Query-string parameters of the read, and whether they say something of a person. */
export const READ_PARAMETERS = { [PARTITION_KEY]: 'personal' } as const;

/** Environment of both functions. */
export const HandlerEnvironment = z.object({
  /** Physical name of the table. */
  TABLE_NAME: z.string().check(z.minLength(1)),
});
export type HandlerEnvironment = z.infer<typeof HandlerEnvironment>;
