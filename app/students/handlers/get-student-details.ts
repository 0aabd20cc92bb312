import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { HandlerEnvironment, PARTITION_KEY, Student } from '../contract.ts';
import { answer } from './answer.ts';
import { instrumented, tracer } from './instrumentation.ts';

/** Part of every answer, so that a caller can tell which revision of the API has answered. */
const API_REVISION = '1';

/** Reads the student whose `Roll` the query string names; 404 where there is none. */
export async function getStudentDetails(
  event: Pick<APIGatewayProxyEvent, 'queryStringParameters'>,
  get: (roll: string) => Promise<Student | undefined>,
): Promise<APIGatewayProxyResult> {
  const roll = event.queryStringParameters?.[PARTITION_KEY];
  if (!roll) return answer(400, { message: `Missing required request parameters: [${PARTITION_KEY}]` });
  const student = await get(roll);
  if (student === undefined) {
    return answer(404, { message: `No student with ${PARTITION_KEY} "${roll}"`, ApiRevision: API_REVISION });
  }
  return answer(200, { ...student, ApiRevision: API_REVISION });
}

const dynamodb = tracer.captureAWSv3Client(new DynamoDBClient());

/** A strongly consistent read: who has just stored a student sees it. */
async function getStudent(roll: string): Promise<Student | undefined> {
  const { TABLE_NAME } = HandlerEnvironment.parse(process.env);
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: TABLE_NAME, Key: { [PARTITION_KEY]: { S: roll } }, ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  return Student.parse(Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, value.S])));
}

/** Lambda entry point of `GET /getstudentdetails`. */
export const handler = instrumented('getStudentDetails', (event) => getStudentDetails(event, getStudent));
