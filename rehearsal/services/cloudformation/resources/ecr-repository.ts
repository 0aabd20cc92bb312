import {
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  RepositoryNotFoundException,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { bool, json, tags, text } from './property.ts';
import { tagChanges } from './tag-changes.ts';

const properties = z.strictObject({
  EmptyOnDelete: bool().optional(),
  EncryptionConfiguration: z
    .strictObject({ EncryptionType: z.enum(['AES256', 'KMS']), KmsKey: text().optional() })
    .optional(),
  ImageScanningConfiguration: z.strictObject({ ScanOnPush: bool().optional() }).optional(),
  ImageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE']).optional(),
  LifecyclePolicy: z.strictObject({ LifecyclePolicyText: text().optional(), RegistryId: text().optional() }).optional(),
  RepositoryName: text().optional(),
  RepositoryPolicyText: z.union([json(), z.string()]).optional(),
  Tags: tags().optional(),
});
type Properties = z.infer<typeof properties>;

async function describe(ecr: ECRClient, name: string) {
  try {
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
    return repositories[0];
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return undefined;
    throw error;
  }
}
async function answer(ecr: ECRClient, name: string) {
  const repository = await describe(ecr, name);
  return {
    physicalId: name,
    attributes: { Arn: repository?.repositoryArn, RepositoryUri: repository?.repositoryUri },
  };
}
async function putPolicies(ecr: ECRClient, repositoryName: string, next: Properties, previous?: Properties) {
  const lifecyclePolicyText = next.LifecyclePolicy?.LifecyclePolicyText;
  if (lifecyclePolicyText !== undefined)
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  else if (previous?.LifecyclePolicy !== undefined)
    await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
  const policy = next.RepositoryPolicyText;
  if (policy !== undefined)
    await ecr.send(
      new SetRepositoryPolicyCommand({
        repositoryName,
        policyText: typeof policy === 'string' ? policy : JSON.stringify(policy),
      }),
    );
  else if (previous?.RepositoryPolicyText !== undefined)
    await ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
}

async function create(given: Properties, context: ResourceContext) {
  const ecr = context.client(ECRClient);
  const name = given.RepositoryName ?? context.generateName(256).toLowerCase();
  const repository = new CreateRepositoryCommand({
    repositoryName: name,
    imageTagMutability: given.ImageTagMutability,
    imageScanningConfiguration: { scanOnPush: given.ImageScanningConfiguration?.ScanOnPush ?? false },
    ...(given.EncryptionConfiguration === undefined
      ? {}
      : {
          encryptionConfiguration: {
            encryptionType: given.EncryptionConfiguration.EncryptionType,
            kmsKey: given.EncryptionConfiguration.KmsKey,
          },
        }),
    tags: given.Tags,
  });
  await createOnce(
    context,
    name,
    async () => (await describe(ecr, name)) !== undefined,
    () => ecr.send(repository),
  );
  await putPolicies(ecr, name, given);
  return answer(ecr, name);
}

async function update(name: string, next: Properties, previous: Properties, context: ResourceContext) {
  const ecr = context.client(ECRClient);
  const imageTagMutability = next.ImageTagMutability ?? 'MUTABLE';
  await ecr.send(new PutImageTagMutabilityCommand({ repositoryName: name, imageTagMutability }));
  const scanOnPush = next.ImageScanningConfiguration?.ScanOnPush ?? false;
  await ecr.send(
    new PutImageScanningConfigurationCommand({ repositoryName: name, imageScanningConfiguration: { scanOnPush } }),
  );
  await putPolicies(ecr, name, next, previous);
  const answered = await answer(ecr, name);
  const { set, removed } = tagChanges(next.Tags, previous.Tags);
  const resourceArn = answered.attributes.Arn;
  if (set.length > 0) await ecr.send(new TagResourceCommand({ resourceArn, tags: set }));
  if (removed.length > 0) await ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: removed }));
  return answered;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html */
export const ecrRepository = resourceType<Properties>({
  type: 'AWS::ECR::Repository',
  properties,
  replacedBy: ['RepositoryName', 'EncryptionConfiguration'],
  create,
  update,
  delete: async (name, given, context) => {
    const ecr = context.client(ECRClient);
    if ((await describe(ecr, name)) === undefined) return;
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: name, force: given.EmptyOnDelete ?? false }));
  },
});
