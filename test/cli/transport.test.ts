import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { troubleOf } from '../../console/model/trouble.ts';
import { unreached } from '../../operations/transport.ts';
import { runCli } from './run-cli.ts';

/* Nobody answers, or somebody who is not AWS: told in a sentence, with what to change. */

const VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_MAX_ATTEMPTS'];
const before = VARIABLES.map((name) => process.env[name]);
let website: Server;
let port: number;

beforeEach(async () => {
  website = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><html><p>Hello<br></html>'),
  ).listen(0, '127.0.0.1');
  await once(website, 'listening');
  const address = website.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_MAX_ATTEMPTS: '1',
  });
});
afterEach(() => {
  website.close();
  VARIABLES.forEach((name, index) => {
    const value = before[index];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  });
});

const told = async (endpoint: string, ...args: string[]) => {
  process.env.AWS_ENDPOINT_URL = endpoint.replace('PORT', String(port));
  return runCli(...args);
};

test.each([
  [
    'https://127.0.0.1:PORT',
    /^AWS does not answer: .*\. Who answers there speaks no TLS: correct AWS_ENDPOINT_URL.*\n$/s,
  ],
  ['http://127.0.0.1:PORT', /^What answers is not AWS\. Correct AWS_ENDPOINT_URL.*\n$/],
  [
    'http://127.0.0.1:1',
    /^AWS does not answer: .*ECONNREFUSED.*\. Start the endpoint, or correct AWS_ENDPOINT_URL\.\n$/,
  ],
  [
    'localhost:8',
    /^AWS_ENDPOINT_URL is 'localhost:8', which is no address of an endpoint\. Give it with http:\/\/.*\n$/,
  ],
  ['127.0.0.1:8', /^AWS_ENDPOINT_URL is '127\.0\.0\.1:8', which is no address/],
])('the endpoint %s', async (endpoint, message) => {
  const { code, stdout, stderr } = await told(endpoint, 'status');
  expect({ code, stdout }).toEqual({ code: EXIT.failed, stdout: '' });
  expect(stderr).toMatch(message);
});

test.each([
  ['localhost:8', /^AWS_ENDPOINT_URL is 'localhost:8', which is no address/],
  ['http://127.0.0.1:PORT', /^No endpoint of a rehearsal answers at http/],
])('an access ledger of %s is wrong usage', async (endpoint, message) => {
  const { code, stderr } = await told(endpoint, 'access');
  expect(code).toBe(EXIT.usage);
  expect(stderr).toMatch(message);
});

test('a region that is none is told by its name', async () => {
  process.env.AWS_REGION = 'eu west';
  const { code, stderr } = await told('http://127.0.0.1:1', 'status');
  expect(code).toBe(EXIT.failed);
  expect(stderr).toBe(
    "The region is 'eu west', which is none. Correct --region, AWS_REGION or the profile: eu-west-1.\n",
  );
});

test.each([
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ECONNRESET',
])('%s is the network, and may pass', (code) => {
  const error = Object.assign(new Error(`connect ${code}`), { code });
  expect(unreached(error)).toMatchObject({ message: `AWS does not answer: connect ${code}`, passing: true });
  expect(troubleOf(error)).toMatchObject({ message: 'AWS does not answer', passing: true });
});

test('a bug is none of these', () => {
  expect(unreached(new TypeError('x is undefined'))).toBeUndefined();
  expect(troubleOf(new TypeError('x is undefined'))).toBeUndefined();
});
