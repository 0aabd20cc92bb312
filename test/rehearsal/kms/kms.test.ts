import {
  CreateAliasCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ReEncryptCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kms as service } from '../../../rehearsal/services/kms/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let kms: KMSClient;
const key = async (more: CreateKeyCommandInput = {}) =>
  (await kms.send(new CreateKeyCommand(more))).KeyMetadata?.KeyId ?? '';
const Plaintext = Buffer.from('hello');

beforeAll(async () => {
  local = await startTestRehearsal([service]);
  kms = local.client(KMSClient);
});
afterAll(() => local.stop());

test('what was encrypted is decrypted under the same context only', async () => {
  const KeyId = await key();
  const EncryptionContext = { a: '1', b: '2' };
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { b: '2', a: '1' } }));
  expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe('hello');
  expect(opened.KeyId).toBe(`arn:aws:kms:eu-west-1:111122223333:key/${KeyId}`);
  await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
    name: 'InvalidCiphertextException',
  });
  const other = await key();
  await expect(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: other }))).rejects.toMatchObject(
    {
      name: 'IncorrectKeyException',
    },
  );
});

test('old ciphertexts outlive a rotation, and are re-encrypted under another key', async () => {
  const KeyId = await key();
  const { CiphertextBlob: old } = await kms.send(new EncryptCommand({ KeyId, Plaintext }));
  await kms.send(new RotateKeyOnDemandCommand({ KeyId }));
  const DestinationKeyId = await key();
  const { CiphertextBlob } = await kms.send(new ReEncryptCommand({ CiphertextBlob: old, DestinationKeyId }));
  expect((await kms.send(new DecryptCommand({ CiphertextBlob }))).KeyId).toContain(DestinationKeyId);
});

test('a data key comes in the clear and encrypted', async () => {
  const { Plaintext: clear, CiphertextBlob } = await kms.send(
    new GenerateDataKeyCommand({ KeyId: await key(), KeySpec: 'AES_256' }),
  );
  expect(clear).toHaveLength(32);
  expect((await kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toEqual(clear);
});

test('keys are found by alias; AWS-managed ones come into being when they are used', async () => {
  const TargetKeyId = await key();
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId }));
  expect((await kms.send(new DescribeKeyCommand({ KeyId: 'alias/mine' }))).KeyMetadata?.KeyId).toBe(TargetKeyId);
  expect((await kms.send(new DescribeKeyCommand({ KeyId: 'alias/aws/s3' }))).KeyMetadata?.KeyManager).toBe('AWS');
  await expect(kms.send(new DescribeKeyCommand({ KeyId: 'alias/none' }))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Alias arn:aws:kms:eu-west-1:111122223333:alias/none is not found.',
  });
});

test('a key that is disabled or about to be deleted is not used', async () => {
  const KeyId = await key();
  await kms.send(new DisableKeyCommand({ KeyId }));
  await expect(kms.send(new EncryptCommand({ KeyId, Plaintext }))).rejects.toMatchObject({ name: 'DisabledException' });
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  await expect(kms.send(new EncryptCommand({ KeyId, Plaintext }))).rejects.toMatchObject({
    name: 'KMSInvalidStateException',
  });
  await local.clock.advance(8 * 24 * 3_600_000);
  await expect(kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({ name: 'NotFoundException' });
});

test('rotation is as it was set', async () => {
  const KeyId = await key();
  expect(await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).toMatchObject({ KeyRotationEnabled: false });
  await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 180 }));
  expect(await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).toMatchObject({
    KeyRotationEnabled: true,
    RotationPeriodInDays: 180,
  });
});

test.each([
  ['ECC_NIST_P256', 'ECDSA_SHA_256'],
  ['RSA_2048', 'RSASSA_PSS_SHA_256'],
] as const)('a signature of %s is verified', async (KeySpec, SigningAlgorithm) => {
  const KeyId = await key({ KeySpec, KeyUsage: 'SIGN_VERIFY' });
  const { Signature } = await kms.send(new SignCommand({ KeyId, Message: Plaintext, SigningAlgorithm }));
  const verify = (Message: Uint8Array) => kms.send(new VerifyCommand({ KeyId, Message, Signature, SigningAlgorithm }));
  expect((await verify(Plaintext)).SignatureValid).toBe(true);
  await expect(verify(Buffer.from('other'))).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
});

test('a MAC is verified', async () => {
  const KeyId = await key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  const mac = { KeyId, Message: Plaintext, MacAlgorithm: 'HMAC_SHA_256' } as const;
  const { Mac } = await kms.send(new GenerateMacCommand(mac));
  expect((await kms.send(new VerifyMacCommand({ ...mac, Mac }))).MacValid).toBe(true);
  await expect(kms.send(new VerifyMacCommand({ ...mac, Mac: new Uint8Array(32) }))).rejects.toMatchObject({
    name: 'KMSInvalidMacException',
  });
});
