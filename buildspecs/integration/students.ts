/**
 * Tests of the students API as a client sees it, run against a deployed stage by `integration.yml`.
 *
 * Environment: API_URL (with a trailing slash) and API_KEY_ID, outputs of the deployed stack.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { ADD_PATH, GET_PATH, PARTITION_KEY } from '../../app/students/contract.ts';
import { required } from '../required.ts';

/** One roll for all releases, so that the tests leave one item behind and not one a release. */
const ROLL = 'integration-test';
const FORBIDDEN = 403;
const BAD_REQUEST = 400;

const baseUrl = new URL(required('API_URL'));
let apiKey = '';

before(async () => {
  const client = new APIGatewayClient();
  const { value } = await client.send(new GetApiKeyCommand({ apiKey: required('API_KEY_ID'), includeValue: true }));
  assert.ok(value, 'the API key has no value');
  apiKey = value;
});

function urlOf(path: string, roll?: string): URL {
  const url = new URL(path, baseUrl);
  if (roll !== undefined) {
    url.searchParams.set(PARTITION_KEY, roll);
  }
  return url;
}

function post(url: URL, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify(body),
  });
}

/** A student that no earlier run has written. */
function newStudent() {
  return {
    Roll: ROLL,
    FirstName: 'Ada',
    LastName: randomUUID(),
    Department: 'Mathematics',
    Year: '2026',
    Mobile: '000',
  };
}

test('a student that was posted is read back unchanged', async () => {
  const student = newStudent();
  const posted = await post(urlOf(ADD_PATH, ROLL), student);
  assert.ok(posted.ok, `POST answered ${posted.status}: ${await posted.text()}`);
  const read = await fetch(urlOf(GET_PATH, ROLL), { headers: { 'x-api-key': apiKey } });
  const text = await read.text();
  assert.equal(read.status, 200, `GET answered ${read.status}: ${text}`);
  assert.partialDeepStrictEqual(JSON.parse(text), student);
});

test('a request without the roll is refused, naming the parameter', async () => {
  const missing = await fetch(urlOf(GET_PATH), { headers: { 'x-api-key': apiKey } });
  const text = await missing.text();
  assert.equal(missing.status, BAD_REQUEST, text);
  assert.match(text, new RegExp(PARTITION_KEY));
});

test('a field of the wrong type is refused, naming the field', async () => {
  const refused = await post(urlOf(ADD_PATH, ROLL), { ...newStudent(), Year: 2026 });
  const text = await refused.text();
  assert.equal(refused.status, BAD_REQUEST, text);
  assert.match(text, /Year/);
});

test('a request without the API key is refused', async () => {
  const refused = await fetch(urlOf(GET_PATH, ROLL));
  assert.equal(refused.status, FORBIDDEN, await refused.text());
});
