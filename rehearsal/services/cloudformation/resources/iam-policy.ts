import {
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  NoSuchEntityException,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { json, text } from './property.ts';

const properties = z
  .strictObject({
    PolicyDocument: json(),
    PolicyName: text(),
    Roles: z.array(text()).optional(),
    Users: z.array(text()).optional(),
  })
  .refine((given) => (given.Roles?.length ?? 0) + (given.Users?.length ?? 0) > 0, {
    message: 'At least one of [Groups,Roles,Users] must be non-empty.',
  });
type Properties = z.infer<typeof properties>;

async function put(given: Properties, context: ResourceContext) {
  const iam = context.client(IAMClient);
  const { PolicyName } = given;
  const PolicyDocument = JSON.stringify(given.PolicyDocument);
  for (const RoleName of given.Roles ?? [])
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  for (const UserName of given.Users ?? [])
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
}

/** Removes the policy from those holders that `kept` does not name. */
async function removeFrom(given: Properties, kept: Properties | undefined, context: ResourceContext) {
  const iam = context.client(IAMClient);
  const { PolicyName } = given;
  const removals = [
    ...(given.Roles ?? [])
      .filter((one) => kept?.Roles?.includes(one) !== true)
      .map((RoleName) => () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))),
    ...(given.Users ?? [])
      .filter((one) => kept?.Users?.includes(one) !== true)
      .map((UserName) => () => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }))),
  ];
  for (const removal of removals)
    try {
      await removal();
    } catch (error) {
      if (!(error instanceof NoSuchEntityException)) throw error; // its holder, or the policy, is already gone
    }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html; groups are not kept. */
export const iamPolicy = resourceType<Properties>({
  type: 'AWS::IAM::Policy',
  properties,
  replacedBy: ['PolicyName'],
  create: async (given, context) => {
    await put(given, context);
    // CloudFormation gives it an id of its own kind: stack, logical id and a random suffix.
    const physicalId = context.generateName(64);
    return { physicalId, attributes: { Id: physicalId } };
  },
  update: async (physicalId, next, previous, context) => {
    await put(next, context);
    await removeFrom(previous, next, context);
    return { physicalId, attributes: { Id: physicalId } };
  },
  delete: (_physicalId, given, context) => removeFrom(given, undefined, context),
});
