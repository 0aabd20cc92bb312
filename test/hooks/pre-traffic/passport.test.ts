import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { describe, expect, test } from '@jest/globals';
import { checkPassport, type PassportClients } from '../../../hooks/pre-traffic/passport/check.ts';
import {
  PAYLOAD_TYPE,
  type PassportDemand,
  PREDICATE_TYPE,
  STATEMENT_TYPE,
} from '../../../hooks/pre-traffic/passport/contract.ts';
import { reported } from '../../../hooks/pre-traffic/passport/reported.ts';

const VERSION = 'arn:aws:lambda:eu-west-1:111111111111:function:Prod-add:7';
const CODE = 'c0'.repeat(32);
const HOOK_CODE = 'b0'.repeat(32);
const demand: PassportDemand = {
  endpoint: 'https://s3.eu-west-1.amazonaws.com',
  bucket: 'artifacts',
  key: 'passports/slipway/c1.json',
  signingKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/k',
  pipelineArn: 'arn:aws:codepipeline:eu-west-1:111111111111:slipway',
  commit: 'c1',
  execution: 'e1',
  built: {
    subject: 'add',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    variables: { NODE_OPTIONS: '--enable-source-maps', TABLE_NAME: 'Students' },
  },
};
/** What Lambda answers of the version, by the SDK. */
const configuration: FunctionConfiguration = {
  CodeSha256: Buffer.from(CODE, 'hex').toString('base64'),
  PackageType: 'Zip',
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Environment: { Variables: demand.built.variables },
};
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const statement = (
  changes: { commit?: string; builder?: string; sha256?: string; predicateType?: string; execution?: string } = {},
) => ({
  _type: STATEMENT_TYPE,
  subject: [
    { name: 'pre-traffic', digest: { sha256: HOOK_CODE } },
    { name: 'add', digest: { sha256: changes.sha256 ?? CODE } },
  ],
  predicateType: changes.predicateType ?? PREDICATE_TYPE,
  predicate: {
    buildDefinition: { externalParameters: { commit: changes.commit ?? demand.commit } },
    runDetails: {
      builder: { id: changes.builder ?? demand.pipelineArn },
      metadata: { invocationId: `${demand.pipelineArn}/${changes.execution ?? demand.execution}` },
    },
  },
});

/** Signed by DSSE's own rule, written out: the code under test has to come to the same bytes. */
function envelope(payload: unknown, key = keys.privateKey, payloadType = PAYLOAD_TYPE): string {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const message = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `), body]);
  const sig = sign('sha256', message, key).toString('base64');
  return JSON.stringify({ payloadType, payload: body.toString('base64'), signatures: [{ sig }] });
}

/** KMS as far as the check asks it: it holds a signature against the message that the envelope says, and the digest given. */
const clients = (text: string | Error, changes: FunctionConfiguration = {}): PassportClients => ({
  reportedVersion: async () => reported({ ...configuration, ...changes }),
  readObject: async () => {
    if (text instanceof Error) throw text;
    return text;
  },
  verify: async (_keyArn, digest, signature) => {
    const { payloadType, payload } = JSON.parse(String(text));
    const body = Buffer.from(payload, 'base64');
    const message = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `), body]);
    expect(Buffer.from(digest)).toEqual(createHash('sha256').update(message).digest());
    return verify('sha256', message, keys.publicKey, signature);
  },
});
const check = (text: string | Error, changes?: FunctionConfiguration) =>
  checkPassport(demand, VERSION, clients(text, changes));

describe('a version passes', () => {
  test('with the signed statement of its release that names its code', async () => {
    expect(await check(envelope(statement()))).toEqual({
      verdict: 'pass',
      reason: 'its code is add, built of commit c1',
      isEarlierRelease: false,
    });
  });

  test('as an earlier release where another execution has built it than the one that deploys it', async () => {
    expect(await check(envelope(statement({ execution: 'e0' })))).toMatchObject({
      verdict: 'pass',
      isEarlierRelease: true,
    });
  });

  test('whichever of an envelope’s signatures holds', async () => {
    const { signatures, ...rest } = JSON.parse(envelope(statement()));
    const other = { sig: Buffer.from('of somebody else').toString('base64') };
    const both = JSON.stringify({ ...rest, signatures: [other, ...signatures] });
    expect((await check(both)).verdict).toBe('pass');
  });
});

describe('a version fails', () => {
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const named = (name: string) => Object.assign(new Error('no'), { name });
  test.each<[what: string, text: string | Error, reason: string]>([
    [
      'without a passport',
      named('NoSuchKey'),
      'commit c1 has none: there is no s3://artifacts/passports/slipway/c1.json',
    ],
    ['with something else in its place', 'not JSON', 'is no envelope'],
    [
      'with an unsigned one',
      JSON.stringify({ payloadType: PAYLOAD_TYPE, payload: 'e30=', signatures: [] }),
      'is no envelope',
    ],
    [
      'with another document',
      envelope(statement(), keys.privateKey, 'text/plain'),
      'its payload is text/plain instead of',
    ],
    ['with a signature of somebody else', envelope(statement(), stranger), 'no signature of s3://artifacts/'],
    [
      'with a signed statement of another kind',
      envelope(statement({ predicateType: 'https://example.com' })),
      'no statement of a release: predicateType',
    ],
    ['with something signed that is no statement', envelope('not JSON'), 'no statement of a release'],
    [
      'with the passport of another commit',
      envelope(statement({ commit: 'c0' })),
      'it is of commit c0, and commit c1 is released',
    ],
    [
      'with the passport of another pipeline',
      envelope(statement({ builder: 'other' })),
      'it is of other, and arn:aws:codepipeline',
    ],
    [
      'with a passport that does not name its code',
      envelope(statement({ sha256: 'd1'.repeat(32) })),
      `${CODE} is none of the 2 that were built`,
    ],
  ])('%s', async (_, text, reason) => {
    const verdict = await check(text);
    expect(verdict.verdict).toBe('fail');
    expect(verdict.reason).toContain(reason);
  });

  test('whose code Lambda does not tell', async () => {
    expect((await check(envelope(statement()), { CodeSha256: undefined })).verdict).toBe('fail');
  });

  test('whose code is another of the same release, which was not built for its function', async () => {
    const CodeSha256 = Buffer.from(HOOK_CODE, 'hex').toString('base64');
    expect(await check(envelope(statement()), { CodeSha256 })).toMatchObject({
      verdict: 'fail',
      reason: "passport: the version's code is pre-traffic, and add is what was built for this function",
    });
  });
});

describe('a version with its own code fails where Lambda would run other code beside it or in its place:', () => {
  const { variables } = demand.built;
  const layer = 'arn:aws:lambda:eu-west-1:222222222222:layer:before:1';
  const withVariable = (name: string, value: string) => ({
    Environment: { Variables: { ...variables, [name]: value } },
  });
  const { NODE_OPTIONS: _, ...withoutOptions } = variables;
  test.each<[what: string, changes: FunctionConfiguration, reason: string]>([
    ['a layer', { Layers: [{ Arn: layer }] }, `it has layers (${layer}), and was built without any`],
    ['another handler', { Handler: '/opt/other.handler' }, 'its handler is /opt/other.handler, and index.handler was'],
    ['another runtime', { Runtime: 'python3.13' }, 'its runtime is python3.13, and it was built for nodejs24.x'],
    [
      'an image',
      { PackageType: 'Image', Runtime: undefined, Handler: undefined },
      'its package is of type Image, and an archive (Zip) was built',
    ],
    ['no handler at all', { Handler: undefined }, 'its handler is none'],
    ['other options of Node.js', withVariable('NODE_OPTIONS', '--require=/opt/x.js'), 'release: NODE_OPTIONS'],
    ['none of its options', { Environment: { Variables: withoutOptions } }, 'release: NODE_OPTIONS'],
    ['a wrapper', withVariable('AWS_LAMBDA_EXEC_WRAPPER', '/opt/wrap'), 'release: AWS_LAMBDA_EXEC_WRAPPER'],
    ['a library', withVariable('LD_PRELOAD', '/opt/x.so'), 'release: LD_PRELOAD'],
    ['a folder of libraries', withVariable('LD_LIBRARY_PATH', '/opt'), 'release: LD_LIBRARY_PATH'],
    ['another table', withVariable('TABLE_NAME', 'Mine'), 'release: TABLE_NAME'],
    ['no variables', { Environment: undefined }, 'release: NODE_OPTIONS, TABLE_NAME'],
    [
      'variables that the hook may not see',
      { Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'no' } } },
      'Lambda does not show its variables',
    ],
  ])('%s', async (_what, changes, reason) => {
    const verdict = await check(envelope(statement()), changes);
    expect(verdict.verdict).toBe('fail');
    expect(verdict.reason).toContain(
      `passport: the version's code is add, but ${reason.startsWith('release') ? 'its' : reason}`,
    );
    expect(verdict.reason).toContain(reason);
    expect(verdict.reason).not.toContain('/opt/x');
  });
});

test('a denial is thrown, to be asked again, and says what could not be read', async () => {
  const denied = Object.assign(new Error('Access Denied'), { name: 'AccessDenied' });
  await expect(check(denied)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining(
      'commit c1 has no passport, or s3://artifacts/passports/slipway/c1.json may not be read',
    ),
  });
});
