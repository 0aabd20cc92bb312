import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { checkPassport, type PassportClients } from '../../../hooks/pre-traffic/passport/check.ts';
import {
  PAYLOAD_TYPE,
  type PassportDemand,
  PREDICATE_TYPE,
  STATEMENT_TYPE,
} from '../../../hooks/pre-traffic/passport/contract.ts';

const VERSION = 'arn:aws:lambda:eu-west-1:111111111111:function:Prod-add:7';
const CODE = 'c0'.repeat(32);
const demand: PassportDemand = {
  endpoint: 'https://s3.eu-west-1.amazonaws.com',
  bucket: 'artifacts',
  key: 'passports/slipway/c1.json',
  signingKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/k',
  pipelineArn: 'arn:aws:codepipeline:eu-west-1:111111111111:slipway',
  commit: 'c1',
  execution: 'e1',
};
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const statement = (
  changes: { commit?: string; builder?: string; sha256?: string; predicateType?: string; execution?: string } = {},
) => ({
  _type: STATEMENT_TYPE,
  subject: [{ name: 'add', digest: { sha256: changes.sha256 ?? CODE } }],
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
const clients = (text: string | Error, codeHash = CODE): PassportClients => ({
  codeSha256: async () => Buffer.from(codeHash, 'hex').toString('base64'),
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
const check = (text: string | Error, codeHash?: string) => checkPassport(demand, VERSION, clients(text, codeHash));

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
      `${CODE} is none of the 1 that were built`,
    ],
  ])('%s', async (_, text, reason) => {
    const verdict = await check(text);
    expect(verdict.verdict).toBe('fail');
    expect(verdict.reason).toContain(reason);
  });

  test('whose code Lambda does not tell', async () => {
    expect((await check(envelope(statement()), '')).verdict).toBe('fail');
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
