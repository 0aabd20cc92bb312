import {
  AddPermissionCommand,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { text } from './property.ts';

const properties = z.strictObject({
  Action: text(),
  FunctionName: text(),
  Principal: text(),
  PrincipalOrgID: text().optional(),
  SourceAccount: text().optional(),
  SourceArn: text().optional(),
});
type Properties = z.infer<typeof properties>;

const policySchema = z.object({ Statement: z.array(z.object({ Sid: z.string() })) });

async function exists(lambda: LambdaClient, FunctionName: string, statementId: string): Promise<boolean> {
  try {
    const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName }));
    return policySchema.parse(JSON.parse(Policy)).Statement.some(({ Sid }) => Sid === statementId);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function create(given: Properties, context: ResourceContext) {
  const lambda = context.client(LambdaClient);
  const StatementId = context.generateName(100);
  await createOnce(
    context,
    StatementId,
    () => exists(lambda, given.FunctionName, StatementId),
    () => lambda.send(new AddPermissionCommand({ ...given, StatementId })),
  );
  return { physicalId: StatementId, attributes: { Id: StatementId } };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html */
export const lambdaPermission = resourceType<Properties>({
  type: 'AWS::Lambda::Permission',
  properties,
  replacedBy: ['Action', 'FunctionName', 'Principal', 'PrincipalOrgID', 'SourceAccount', 'SourceArn'],
  create,
  update: async (physicalId) => ({ physicalId, attributes: { Id: physicalId } }),
  delete: async (StatementId, { FunctionName }, context) => {
    try {
      await context.client(LambdaClient).send(new RemovePermissionCommand({ FunctionName, StatementId }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error; // gone with its function or alias
    }
  },
});
