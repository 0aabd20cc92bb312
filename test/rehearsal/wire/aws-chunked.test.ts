import { expect, test } from '@jest/globals';
import { chunksAreSigned, unwrapBody } from '../../../rehearsal/wire/aws-chunked.ts';
import { type Signature, signingKey } from '../../../rehearsal/wire/sigv4.ts';

/* The worked example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const seed: Signature = {
  algorithm: 'AWS4-HMAC-SHA256',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  scope: '20130524/us-east-1/s3/aws4_request',
  date: '20130524',
  region: 'us-east-1',
  signingName: 's3',
  signedHeaders: [],
  signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  timestamp: '20130524T000000Z',
};
const key = signingKey(SECRET, seed);
const SIGNATURES = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];
function body(signatures = SIGNATURES, letter = 'a', ended = true): Buffer {
  const chunks = [letter.repeat(65_536), 'a'.repeat(1_024), ...(ended ? [''] : [])];
  const lines = chunks.map((data, i) => `${data.length.toString(16)};chunk-signature=${signatures[i]}\r\n${data}\r\n`);
  return Buffer.from(lines.join(''));
}

test('the example of the documentation is signed', () => {
  expect(chunksAreSigned(body(), seed, key, false)).toBe(true);
  const headers = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
  expect(unwrapBody(headers, body()).equals(Buffer.from('a'.repeat(66_560)))).toBe(true);
});

test('a chunk that was changed is not', () => {
  expect(chunksAreSigned(body(SIGNATURES, 'b'), seed, key, false)).toBe(false);
});

test('a stream that was cut off at a chunk is not', () => {
  expect(chunksAreSigned(body(SIGNATURES, 'a', false), seed, key, false)).toBe(false);
});

test('chunks in another order are not', () => {
  const [first = '', second = '', last = ''] = SIGNATURES;
  expect(chunksAreSigned(body([second, first, last]), seed, key, false)).toBe(false);
});

test('trailers need a signature of their own', () => {
  expect(chunksAreSigned(body(), seed, key, true)).toBe(false);
});
