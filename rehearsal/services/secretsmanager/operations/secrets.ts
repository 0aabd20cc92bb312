import type * as sdk from '@aws-sdk/client-secrets-manager';
import { ServiceError } from '../../../kernel/errors.ts';
import { lowerId, uuid } from '../../../kernel/ids.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { checkPolicy } from '../../../policy/check.ts';
import { refusing } from '../../../policy/document.ts';
import { decrypt, encrypt } from '../encryption.ts';
import { randomPassword } from '../random-password.ts';
import {
  CURRENT,
  findSecret,
  findVersion,
  invalidParameter,
  invalidRequest,
  type Secret,
  type SecretVersion,
  saveSecret,
  secrets,
  withStages,
} from '../secrets.ts';

const MOST_BYTES = 65_536;
const DAY_MS = 24 * 3_600_000;
const DEFAULT_RECOVERY_DAYS = 30;

interface ValueInput {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
  readonly ClientRequestToken?: string | undefined;
}

function secretValue(input: ValueInput): Uint8Array | undefined {
  if (input.SecretString !== undefined && input.SecretBinary !== undefined)
    throw invalidParameter('You must provide either SecretString or SecretBinary.');
  const value = input.SecretString === undefined ? input.SecretBinary : Buffer.from(input.SecretString);
  if (value !== undefined && value.byteLength > MOST_BYTES)
    throw invalidParameter(`The secret value is larger than ${MOST_BYTES} bytes.`);
  return value;
}

/** Adds a version; the same token with the same value again is the same version. */
async function addVersion(
  context: Context,
  secret: Secret,
  input: ValueInput,
  stages: readonly string[],
): Promise<{ secret: Secret; id: string }> {
  const id = input.ClientRequestToken ?? uuid();
  const value = secretValue(input);
  if (value === undefined) throw invalidParameter('You must provide either SecretString or SecretBinary.');
  const present = secret.versions.find((version) => version.id === id);
  if (present !== undefined) {
    const same = (await decrypt(context, secret.arn, id, present.ciphertext)).equals(value);
    if (!same)
      throw new ServiceError(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
      );
    return { secret, id };
  }
  const version: SecretVersion = {
    id,
    createdMs: context.clock.now(),
    stages: [],
    ciphertext: await encrypt(context, secret.arn, id, secret.keyId, value),
    binary: input.SecretString === undefined,
  };
  const versions = withStages([...secret.versions, version], id, stages);
  return { secret: { ...secret, versions, changedMs: context.clock.now() }, id };
}

const stagesById = (secret: Secret) => Object.fromEntries(secret.versions.map(({ id, stages }) => [id, [...stages]]));

async function createSecret(input: sdk.CreateSecretCommandInput, context: Context) {
  const name = input.Name ?? '';
  if (!/^[\w/+=.@!-]{1,512}$/.test(name))
    throw new ServiceError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      400,
    );
  const present = secrets(context).get(name);
  const gone = present?.goneMs !== undefined && present.goneMs <= context.clock.now();
  if (present !== undefined && !gone) {
    if (present.deletedMs !== undefined)
      throw invalidRequest(
        `You can't create this secret because a secret with this name is already scheduled for deletion.`,
      );
    const again = present.versions.some(({ id }) => id === input.ClientRequestToken);
    if (!again)
      throw new ServiceError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
  }
  const now = context.clock.now();
  const empty: Secret =
    present !== undefined && !gone
      ? present
      : {
          name,
          arn: context.arn('secretsmanager', `secret:${name}-${lowerId(6)}`),
          createdMs: now,
          changedMs: now,
          description: input.Description,
          keyId: input.KmsKeyId,
          tags: input.Tags ?? [],
          versions: [],
        };
  if (secretValue(input) === undefined) {
    saveSecret(context, empty);
    return { ARN: empty.arn, Name: name };
  }
  const { secret, id } = await addVersion(context, empty, input, [CURRENT]);
  saveSecret(context, secret);
  return { ARN: secret.arn, Name: name, VersionId: id };
}

async function getSecretValue(input: sdk.GetSecretValueCommandInput, context: Context) {
  const secret = findSecret(context, input.SecretId);
  const version = findVersion(secret, input.VersionId, input.VersionStage);
  const value = await decrypt(context, secret.arn, version.id, version.ciphertext);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...(version.binary ? { SecretBinary: value } : { SecretString: value.toString() }),
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdMs),
  };
}

function describe(secret: Secret) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.keyId === undefined ? {} : { KmsKeyId: secret.keyId }),
    RotationEnabled: false,
    LastChangedDate: new Date(secret.changedMs),
    CreatedDate: new Date(secret.createdMs),
    ...(secret.deletedMs === undefined ? {} : { DeletedDate: new Date(secret.goneMs ?? secret.deletedMs) }),
    Tags: [...secret.tags],
  };
}

function deleteSecret(input: sdk.DeleteSecretCommandInput, context: Context) {
  const secret = findSecret(context, input.SecretId, true);
  if (input.ForceDeleteWithoutRecovery === true && input.RecoveryWindowInDays !== undefined)
    throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  const days = input.RecoveryWindowInDays ?? DEFAULT_RECOVERY_DAYS;
  if (days < 7 || days > 30)
    throw invalidParameter('RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  const now = context.clock.now();
  if (input.ForceDeleteWithoutRecovery === true) {
    secrets(context).delete(secret.name);
    return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(now) };
  }
  const goneMs = now + days * DAY_MS;
  saveSecret(context, { ...secret, deletedMs: now, goneMs });
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(goneMs) };
}

function moveStage(input: sdk.UpdateSecretVersionStageCommandInput, context: Context) {
  const secret = findSecret(context, input.SecretId);
  const stage = input.VersionStage ?? '';
  const holder = secret.versions.find((version) => version.stages.includes(stage));
  if (holder !== undefined && holder.id !== input.RemoveFromVersionId)
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  const target = input.MoveToVersionId;
  const versions =
    target === undefined
      ? secret.versions.map((one) => ({ ...one, stages: one.stages.filter((each) => each !== stage) }))
      : withStages(secret.versions, findVersion(secret, target, undefined).id, [stage]);
  saveSecret(context, { ...secret, versions, changedMs: context.clock.now() });
  return { ARN: secret.arn, Name: secret.name };
}

function acceptPolicy(document: string): string {
  refusing(
    (why) => new ServiceError('MalformedPolicyDocumentException', why),
    () => checkPolicy(document, 'resource'),
  );
  return document;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html and its relatives. */
export const secretOperations = {
  CreateSecret: createSecret,
  GetSecretValue: getSecretValue,
  PutSecretValue: async (input, context) => {
    const { secret, id } = await addVersion(
      context,
      findSecret(context, input.SecretId),
      input,
      input.VersionStages ?? [CURRENT],
    );
    saveSecret(context, secret);
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: stagesById(secret)[id] };
  },
  UpdateSecret: async (input, context) => {
    const found = findSecret(context, input.SecretId);
    const changed: Secret = {
      ...found,
      description: input.Description ?? found.description,
      keyId: input.KmsKeyId ?? found.keyId,
      changedMs: context.clock.now(),
    };
    if (secretValue(input) === undefined) {
      saveSecret(context, changed);
      return { ARN: found.arn, Name: found.name };
    }
    const { secret, id } = await addVersion(context, changed, input, [CURRENT]);
    saveSecret(context, secret);
    return { ARN: secret.arn, Name: secret.name, VersionId: id };
  },
  DescribeSecret: (input, context) => {
    const secret = findSecret(context, input.SecretId, true);
    return { ...describe(secret), VersionIdsToStages: stagesById(secret) };
  },
  ListSecrets: (input, context) => {
    if ((input.Filters?.length ?? 0) > 0)
      throw new ServiceError(
        'NotImplemented',
        "The rehearsal's Secrets Manager does not implement Filters of ListSecrets",
        501,
      );
    const now = context.clock.now();
    const found = secrets(context)
      .values()
      .filter((secret) => secret.goneMs === undefined || secret.goneMs > now)
      .filter((secret) => input.IncludePlannedDeletion === true || secret.deletedMs === undefined)
      .filter((secret) => input.NextToken === undefined || secret.name > input.NextToken);
    const page = found.slice(0, input.MaxResults ?? 100);
    return {
      SecretList: page.map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesById(secret) })),
      ...(page.length < found.length ? { NextToken: page.at(-1)?.name } : {}),
    };
  },
  ListSecretVersionIds: (input, context) => {
    const secret = findSecret(context, input.SecretId);
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: secret.versions.map((version) => ({
        VersionId: version.id,
        VersionStages: [...version.stages],
        CreatedDate: new Date(version.createdMs),
      })),
    };
  },
  UpdateSecretVersionStage: moveStage,
  DeleteSecret: deleteSecret,
  RestoreSecret: (input, context) => {
    const secret = findSecret(context, input.SecretId, true);
    saveSecret(context, { ...secret, deletedMs: undefined, goneMs: undefined });
    return { ARN: secret.arn, Name: secret.name };
  },
  GetRandomPassword: (input) => ({ RandomPassword: randomPassword(input) }),
  TagResource: (input, context) => {
    const secret = findSecret(context, input.SecretId);
    const names = new Set(input.Tags?.map((tag) => tag.Key));
    saveSecret(context, {
      ...secret,
      tags: [...secret.tags.filter((tag) => !names.has(tag.Key)), ...(input.Tags ?? [])],
    });
    return {};
  },
  UntagResource: (input, context) => {
    const secret = findSecret(context, input.SecretId);
    saveSecret(context, { ...secret, tags: secret.tags.filter((tag) => !input.TagKeys?.includes(tag.Key ?? '')) });
    return {};
  },
  PutResourcePolicy: (input, context) => {
    const secret = findSecret(context, input.SecretId);
    saveSecret(context, { ...secret, policy: acceptPolicy(input.ResourcePolicy ?? '') });
    return { ARN: secret.arn, Name: secret.name };
  },
  GetResourcePolicy: (input, context) => {
    const secret = findSecret(context, input.SecretId);
    return {
      ARN: secret.arn,
      Name: secret.name,
      ...(secret.policy === undefined ? {} : { ResourcePolicy: secret.policy }),
    };
  },
  DeleteResourcePolicy: (input, context) => {
    const secret = findSecret(context, input.SecretId);
    saveSecret(context, { ...secret, policy: undefined });
    return { ARN: secret.arn, Name: secret.name };
  },
} satisfies Operations<typeof sdk>;
