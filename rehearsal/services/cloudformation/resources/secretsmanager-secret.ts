import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { bool, integer, tags, text } from './property.ts';
import { tagChanges } from './tag-changes.ts';

const generated = z.strictObject({
  ExcludeCharacters: text().optional(),
  ExcludeLowercase: bool().optional(),
  ExcludeNumbers: bool().optional(),
  ExcludePunctuation: bool().optional(),
  ExcludeUppercase: bool().optional(),
  GenerateStringKey: text().optional(),
  IncludeSpace: bool().optional(),
  PasswordLength: integer().optional(),
  RequireEachIncludedType: bool().optional(),
  SecretStringTemplate: text().optional(),
});
const properties = z.strictObject({
  Description: text().optional(),
  GenerateSecretString: generated.optional(),
  KmsKeyId: text().optional(),
  Name: text().optional(),
  SecretString: text().optional(),
  Tags: tags().optional(),
});
type Properties = z.infer<typeof properties>;

/** The value that the template gives or has generated: a password, or one inside a JSON object. */
async function value(client: SecretsManagerClient, given: Properties): Promise<string | undefined> {
  if (given.GenerateSecretString === undefined) return given.SecretString;
  const { GenerateStringKey: key, SecretStringTemplate: template, ...rules } = given.GenerateSecretString;
  const { RandomPassword: password } = await client.send(new GetRandomPasswordCommand(rules));
  if (key === undefined || template === undefined) return password;
  return JSON.stringify({ ...z.record(z.string(), z.unknown()).parse(JSON.parse(template)), [key]: password });
}
const answer = (arn: string) => ({ physicalId: arn, attributes: { Id: arn } });

async function arnOf(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeSecretCommand({ SecretId: name }))).ARN;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(given: Properties, context: ResourceContext) {
  const client = context.client(SecretsManagerClient);
  const name = given.Name ?? context.generateName(512);
  await createOnce(
    context,
    name,
    async () => (await arnOf(client, name)) !== undefined,
    async () =>
      client.send(
        new CreateSecretCommand({
          Name: name,
          Description: given.Description,
          KmsKeyId: given.KmsKeyId,
          SecretString: await value(client, given),
          Tags: given.Tags,
        }),
      ),
  );
  const arn = await arnOf(client, name);
  if (arn === undefined) throw new Error(`The secret ${name} was created and is not there`);
  return answer(arn);
}

async function update(arn: string, next: Properties, previous: Properties, context: ResourceContext) {
  const client = context.client(SecretsManagerClient);
  const same = (what: keyof Properties) => JSON.stringify(next[what]) === JSON.stringify(previous[what]);
  // A generated value stays unless what generates it changes.
  const unchanged = same('GenerateSecretString') && same('SecretString');
  await client.send(
    new UpdateSecretCommand({
      SecretId: arn,
      Description: next.Description ?? '',
      KmsKeyId: next.KmsKeyId,
      SecretString: unchanged ? undefined : await value(client, next),
    }),
  );
  const { set, removed } = tagChanges(next.Tags, previous.Tags);
  if (set.length > 0) await client.send(new TagResourceCommand({ SecretId: arn, Tags: set }));
  if (removed.length > 0) await client.send(new UntagResourceCommand({ SecretId: arn, TagKeys: removed }));
  return answer(arn);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html */
export const secretsManagerSecret = resourceType<Properties>({
  type: 'AWS::SecretsManager::Secret',
  properties,
  replacedBy: ['Name'],
  create,
  update,
  delete: async (arn, _given, context) => {
    try {
      await context
        .client(SecretsManagerClient)
        .send(new DeleteSecretCommand({ SecretId: arn, ForceDeleteWithoutRecovery: true }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  },
});
