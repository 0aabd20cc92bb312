import type { APIGatewayProxyResult } from 'aws-lambda';

/** Set by Lambda in every version; absent where the handler runs outside of it, as in a unit test. */
const VERSION = process.env.AWS_LAMBDA_FUNCTION_VERSION;

/**
 * A JSON answer of a Lambda proxy integration; with such an integration the CORS header is the function's to set. The version
 * that answered is told in `X-Function-Version`, so that a client can tell the two versions of a shift apart.
 */
export function answer(statusCode: number, body: Readonly<Record<string, unknown>>): APIGatewayProxyResult {
  return {
    statusCode,
    headers: {
      'Content-Type': 'application/json',
      'Access-Control-Allow-Origin': '*',
      ...(VERSION === undefined ? {} : { 'X-Function-Version': VERSION }),
    },
    body: JSON.stringify(body),
  };
}
