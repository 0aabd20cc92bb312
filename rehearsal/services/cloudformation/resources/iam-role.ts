import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  NoSuchEntityException,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { integer, json, tags, text } from './property.ts';
import { tagChanges } from './tag-changes.ts';

const properties = z.strictObject({
  AssumeRolePolicyDocument: json(),
  Description: text().optional(),
  ManagedPolicyArns: z.array(text()).optional(),
  MaxSessionDuration: integer().optional(),
  Path: text().optional(),
  PermissionsBoundary: text().optional(),
  Policies: z.array(z.strictObject({ PolicyName: text(), PolicyDocument: json() })).optional(),
  RoleName: text().optional(),
  Tags: tags().optional(),
});
const DEFAULT_SESSION_SECONDS = 3_600;
type Properties = z.infer<typeof properties>;

/** Somebody else, or an earlier try, may have removed it. */
async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof NoSuchEntityException)) throw error;
  }
}

async function answer(iam: IAMClient, name: string) {
  const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: name }));
  return { physicalId: name, attributes: { Arn: role?.Arn, RoleId: role?.RoleId } };
}

/** Brings the inline and attached policies to what the template says; those of others (`AWS::IAM::Policy`) stay. */
async function putPolicies(iam: IAMClient, name: string, next: Properties, previous: Properties | undefined) {
  for (const policy of next.Policies ?? [])
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: name,
        PolicyName: policy.PolicyName,
        PolicyDocument: JSON.stringify(policy.PolicyDocument),
      }),
    );
  for (const PolicyArn of next.ManagedPolicyArns ?? [])
    await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn }));
  const names = new Set(next.Policies?.map((policy) => policy.PolicyName));
  for (const { PolicyName } of previous?.Policies ?? [])
    if (!names.has(PolicyName)) await unlessGone(iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName })));
  const arns = new Set(next.ManagedPolicyArns);
  for (const PolicyArn of previous?.ManagedPolicyArns ?? [])
    if (!arns.has(PolicyArn)) await unlessGone(iam.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn })));
}

async function create(given: Properties, context: ResourceContext) {
  const iam = context.client(IAMClient);
  const name = given.RoleName ?? context.generateName(64);
  const role = new CreateRoleCommand({
    RoleName: name,
    AssumeRolePolicyDocument: JSON.stringify(given.AssumeRolePolicyDocument),
    Path: given.Path,
    Description: given.Description,
    MaxSessionDuration: given.MaxSessionDuration,
    PermissionsBoundary: given.PermissionsBoundary,
    Tags: given.Tags,
  });
  await createOnce(
    context,
    name,
    () => exists(iam, name),
    () => iam.send(role),
  );
  await putPolicies(iam, name, given, undefined);
  return answer(iam, name);
}

async function exists(iam: IAMClient, name: string): Promise<boolean> {
  try {
    await iam.send(new GetRoleCommand({ RoleName: name }));
    return true;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return false;
    throw error;
  }
}

async function update(name: string, next: Properties, previous: Properties, context: ResourceContext) {
  const iam = context.client(IAMClient);
  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: name,
      PolicyDocument: JSON.stringify(next.AssumeRolePolicyDocument),
    }),
  );
  await iam.send(
    new UpdateRoleCommand({
      RoleName: name,
      Description: next.Description ?? '',
      MaxSessionDuration: next.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
    }),
  );
  if (next.PermissionsBoundary !== undefined)
    await iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary: next.PermissionsBoundary }),
    );
  else if (previous.PermissionsBoundary !== undefined)
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: name }));
  const { set, removed } = tagChanges(next.Tags, previous.Tags);
  if (set.length > 0) await iam.send(new TagRoleCommand({ RoleName: name, Tags: set }));
  if (removed.length > 0) await iam.send(new UntagRoleCommand({ RoleName: name, TagKeys: removed }));
  await putPolicies(iam, name, next, previous);
  return answer(iam, name);
}

async function remove(name: string, given: Properties, context: ResourceContext) {
  const iam = context.client(IAMClient);
  if (!(await exists(iam, name))) return;
  await putPolicies(iam, name, { AssumeRolePolicyDocument: {} }, given);
  await iam.send(new DeleteRoleCommand({ RoleName: name }));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const iamRole = resourceType<Properties>({
  type: 'AWS::IAM::Role',
  properties,
  replacedBy: ['RoleName', 'Path'],
  create,
  update,
  delete: remove,
});
