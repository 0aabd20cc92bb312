import {
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
  NotFoundException,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { idOnce } from './create-once.ts';
import { bool, integer, json, tags, text } from './property.ts';
import { tagChanges } from './tag-changes.ts';

const properties = z.strictObject({
  BypassPolicyLockoutSafetyCheck: bool().optional(),
  Description: text().optional(),
  Enabled: bool().optional(),
  EnableKeyRotation: bool().optional(),
  KeyPolicy: z.union([json(), z.string()]).optional(),
  KeySpec: z
    .enum([
      'SYMMETRIC_DEFAULT',
      'RSA_2048',
      'RSA_3072',
      'RSA_4096',
      'ECC_NIST_P256',
      'ECC_NIST_P384',
      'ECC_NIST_P521',
      'ECC_SECG_P256K1',
      'HMAC_224',
      'HMAC_256',
      'HMAC_384',
      'HMAC_512',
    ])
    .optional(),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC']).optional(),
  MultiRegion: bool().optional(),
  Origin: z.literal('AWS_KMS').optional(),
  PendingWindowInDays: integer().optional(),
  RotationPeriodInDays: integer().optional(),
  Tags: tags().optional(),
});
type Properties = z.infer<typeof properties>;

const policyText = (policy: Properties['KeyPolicy']) => (typeof policy === 'string' ? policy : JSON.stringify(policy));
const kmsTags = (given: Properties['Tags']) => given?.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));

async function setRotation(kms: KMSClient, KeyId: string, next: Properties, previous: Properties | undefined) {
  if (next.EnableKeyRotation === true)
    await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: next.RotationPeriodInDays }));
  else if (previous?.EnableKeyRotation === true) await kms.send(new DisableKeyRotationCommand({ KeyId }));
}
async function answer(kms: KMSClient, KeyId: string) {
  const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId }));
  return { physicalId: KeyId, attributes: { Arn: key?.Arn, KeyId } };
}

async function create(given: Properties, context: ResourceContext) {
  const kms = context.client(KMSClient);
  const id = await idOnce(context, async () => {
    const { KeyMetadata: key } = await kms.send(
      new CreateKeyCommand({
        Description: given.Description,
        KeySpec: given.KeySpec,
        KeyUsage: given.KeyUsage,
        MultiRegion: given.MultiRegion,
        Policy: policyText(given.KeyPolicy),
        BypassPolicyLockoutSafetyCheck: given.BypassPolicyLockoutSafetyCheck,
        Tags: kmsTags(given.Tags),
      }),
    );
    if (key?.KeyId === undefined) throw new Error('kms:CreateKey answered no key id');
    return key.KeyId;
  });
  await setRotation(kms, id, given, undefined);
  if (given.Enabled === false) await kms.send(new DisableKeyCommand({ KeyId: id }));
  return answer(kms, id);
}

async function update(KeyId: string, next: Properties, previous: Properties, context: ResourceContext) {
  const kms = context.client(KMSClient);
  if (next.Enabled !== false && previous.Enabled === false) await kms.send(new EnableKeyCommand({ KeyId }));
  await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: next.Description ?? '' }));
  if (next.KeyPolicy !== undefined)
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: policyText(next.KeyPolicy) }));
  await setRotation(kms, KeyId, next, previous);
  const { set, removed } = tagChanges(next.Tags, previous.Tags);
  if (set.length > 0) await kms.send(new TagResourceCommand({ KeyId, Tags: kmsTags(set) }));
  if (removed.length > 0) await kms.send(new UntagResourceCommand({ KeyId, TagKeys: removed }));
  if (next.Enabled === false && previous.Enabled !== false) await kms.send(new DisableKeyCommand({ KeyId }));
  return answer(kms, KeyId);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html */
export const kmsKey = resourceType<Properties>({
  type: 'AWS::KMS::Key',
  properties,
  replacedBy: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  create,
  update,
  delete: async (KeyId, given, context) => {
    const kms = context.client(KMSClient);
    try {
      const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId }));
      if (key?.KeyState === 'PendingDeletion') return;
      await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: given.PendingWindowInDays }));
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
    }
  },
});
