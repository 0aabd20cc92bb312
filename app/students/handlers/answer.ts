import type { APIGatewayProxyResult } from 'aws-lambda';

/** A JSON answer of a Lambda proxy integration; with such an integration the CORS header is the function's to set. */
export function answer(statusCode: number, body: Readonly<Record<string, unknown>>): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' },
    body: JSON.stringify(body),
  };
}
