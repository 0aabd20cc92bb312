import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { HandlerEnvironment, PARTITION_KEY, Student } from '../contract.ts';
import { answer } from './answer.ts';
import { instrumented, tracer } from './instrumentation.ts';

const STORED_MESSAGE = 'Student stored';

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Stores the student of the request's body under its `Roll`, replacing one that is there. The gateway has validated
 * the request already; it is checked again because the function can also be invoked past the gateway.
 */
export async function addStudentDetails(
  event: Pick<APIGatewayProxyEvent, 'body' | 'queryStringParameters'>,
  put: (student: Student) => Promise<void>,
): Promise<APIGatewayProxyResult> {
  const roll = event.queryStringParameters?.[PARTITION_KEY];
  if (!roll) return answer(400, { message: `Missing required request parameters: [${PARTITION_KEY}]` });
  const body = parseJson(event.body ?? '');
  if (body === undefined) return answer(400, { message: 'The request body is not JSON' });
  const parsed = Student.safeParse(body.value);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    return answer(400, { message: `Invalid request body: ${fields.join('; ')}` });
  }
  const student = parsed.data;
  if (student.Roll !== roll) {
    return answer(400, {
      message: `${PARTITION_KEY} is "${roll}" in the query string and "${student.Roll}" in the body`,
    });
  }
  await put(student);
  return answer(200, { message: STORED_MESSAGE, Roll: student.Roll });
}

const dynamodb = tracer.captureAWSv3Client(new DynamoDBClient());

async function putStudent(student: Student): Promise<void> {
  const { TABLE_NAME } = HandlerEnvironment.parse(process.env);
  const Item = Object.fromEntries(Object.entries(student).map(([name, value]) => [name, { S: value }]));
  await dynamodb.send(new PutItemCommand({ TableName: TABLE_NAME, Item }));
}

/** Lambda entry point of `POST /addstudentdetails`. */
export const handler = instrumented('addStudentDetails', (event) => addStudentDetails(event, putStudent));
