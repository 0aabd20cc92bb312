import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { json, tags, text } from './property.ts';

const properties = z.strictObject({
  Description: text().optional(),
  ManagedPolicyName: text().optional(),
  Path: text().optional(),
  PolicyDocument: json(),
  Roles: z.array(text()).optional(),
  Users: z.array(text()).optional(),
  Tags: tags().optional(),
});
type Properties = z.infer<typeof properties>;

async function answer(iam: IAMClient, arn: string) {
  const { Policy: policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
  return {
    physicalId: arn,
    attributes: {
      PolicyArn: arn,
      PolicyId: policy?.PolicyId,
      DefaultVersionId: policy?.DefaultVersionId,
      AttachmentCount: policy?.AttachmentCount,
      IsAttachable: policy?.IsAttachable,
      PermissionsBoundaryUsageCount: policy?.PermissionsBoundaryUsageCount,
      CreateDate: policy?.CreateDate?.toISOString(),
      UpdateDate: policy?.UpdateDate?.toISOString(),
    },
  };
}
async function exists(iam: IAMClient, PolicyArn: string): Promise<boolean> {
  try {
    await iam.send(new GetPolicyCommand({ PolicyArn }));
    return true;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return false;
    throw error;
  }
}
async function attach(iam: IAMClient, PolicyArn: string, given: Properties) {
  for (const RoleName of given.Roles ?? []) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  for (const UserName of given.Users ?? []) await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
}
async function detach(iam: IAMClient, PolicyArn: string, given: Properties, kept: Properties | undefined) {
  const removals = [
    ...(given.Roles ?? [])
      .filter((one) => kept?.Roles?.includes(one) !== true)
      .map((RoleName) => () => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))),
    ...(given.Users ?? [])
      .filter((one) => kept?.Users?.includes(one) !== true)
      .map((UserName) => () => iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }))),
  ];
  for (const removal of removals)
    try {
      await removal();
    } catch (error) {
      if (!(error instanceof NoSuchEntityException)) throw error; // already detached, or its holder is gone
    }
}

async function create(given: Properties, context: ResourceContext) {
  const iam = context.client(IAMClient);
  const name = given.ManagedPolicyName ?? context.generateName(128);
  const arn = `arn:aws:iam::${context.account}:policy${given.Path ?? '/'}${name}`;
  const policy = new CreatePolicyCommand({
    PolicyName: name,
    Path: given.Path,
    Description: given.Description,
    PolicyDocument: JSON.stringify(given.PolicyDocument),
    Tags: given.Tags,
  });
  await createOnce(
    context,
    arn,
    () => exists(iam, arn),
    () => iam.send(policy),
  );
  await attach(iam, arn, given);
  return answer(iam, arn);
}

/** Versions that are not the default one: an update leaves none, so that five updates do not reach IAM's limit. */
async function dropOldVersions(iam: IAMClient, PolicyArn: string) {
  const { Versions: versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  for (const { VersionId, IsDefaultVersion } of versions)
    if (IsDefaultVersion !== true) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
}

async function update(arn: string, next: Properties, previous: Properties, context: ResourceContext) {
  const iam = context.client(IAMClient);
  const PolicyDocument = JSON.stringify(next.PolicyDocument);
  if (PolicyDocument !== JSON.stringify(previous.PolicyDocument)) {
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument, SetAsDefault: true }));
    await dropOldVersions(iam, arn);
  }
  await attach(iam, arn, next);
  await detach(iam, arn, previous, next);
  return answer(iam, arn);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html; groups are not kept. */
export const iamManagedPolicy = resourceType<Properties>({
  type: 'AWS::IAM::ManagedPolicy',
  properties,
  replacedBy: ['ManagedPolicyName', 'Description', 'Path'],
  create,
  update,
  delete: async (arn, given, context) => {
    const iam = context.client(IAMClient);
    if (!(await exists(iam, arn))) return;
    await detach(iam, arn, given, undefined);
    await dropOldVersions(iam, arn);
    await iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
  },
});
