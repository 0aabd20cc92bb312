import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { CAPTURE_ATTRIBUTES } from '../../../hooks/pre-traffic/shadow/captured.ts';
import { HandlerEnvironment, PARTITION_KEY, READ_PARAMETERS, Student } from '../contract.ts';
import { answer } from './answer.ts';
import { CaptureEnvironment, toStore } from './capture.ts';
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

/** Keeps a sample of the requests for the comparison of versions, where the stage is configured to. */
async function capture(event: APIGatewayProxyEvent, { functionName }: Context): Promise<void> {
  const { CAPTURE } = CaptureEnvironment.parse(process.env);
  if (CAPTURE === undefined) return;
  const stored = toStore(event, READ_PARAMETERS, CAPTURE, Math.random(), Date.now());
  if (stored === undefined) return;
  const Item = {
    [CAPTURE_ATTRIBUTES.functionName]: { S: functionName },
    [CAPTURE_ATTRIBUTES.slot]: { S: stored.slot },
    [CAPTURE_ATTRIBUTES.request]: { S: JSON.stringify(stored.request) },
    [CAPTURE_ATTRIBUTES.expires]: { N: String(stored.expiresSeconds) },
  };
  await dynamodb.send(new PutItemCommand({ TableName: CAPTURE.tableName, Item }));
}

/** Lambda entry point of `GET /getstudentdetails`. */
export const handler = instrumented('getStudentDetails', (event) => getStudentDetails(event, getStudent), capture);
