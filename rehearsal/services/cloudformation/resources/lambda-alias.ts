import {
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  LambdaClient,
  ResourceNotFoundException,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { number, text } from './property.ts';

const properties = z.strictObject({
  Description: text().optional(),
  FunctionName: text(),
  FunctionVersion: text(),
  Name: text(),
  RoutingConfig: z
    .strictObject({
      AdditionalVersionWeights: z
        .array(z.strictObject({ FunctionVersion: text(), FunctionWeight: number() }))
        .optional(),
    })
    .optional(),
});
type Properties = z.infer<typeof properties>;

const input = (given: Properties) => ({
  FunctionName: given.FunctionName,
  Name: given.Name,
  FunctionVersion: given.FunctionVersion,
  Description: given.Description ?? '',
  RoutingConfig: {
    AdditionalVersionWeights: Object.fromEntries(
      (given.RoutingConfig?.AdditionalVersionWeights ?? []).map((one) => [one.FunctionVersion, one.FunctionWeight]),
    ),
  },
});

const provisioned = (arn: string) => ({ physicalId: arn, attributes: { AliasArn: arn } });

async function exists(lambda: LambdaClient, { FunctionName, Name }: Properties): Promise<boolean> {
  try {
    await lambda.send(new GetAliasCommand({ FunctionName, Name }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function create(given: Properties, context: ResourceContext) {
  const lambda = context.client(LambdaClient);
  await createOnce(
    context,
    `${given.FunctionName}:${given.Name}`,
    () => exists(lambda, given),
    () => lambda.send(new CreateAliasCommand(input(given))),
  );
  const { AliasArn = '' } = await lambda.send(
    new GetAliasCommand({ FunctionName: given.FunctionName, Name: given.Name }),
  );
  return provisioned(AliasArn);
}

/**
 * Without the update policy CodeDeployLambdaAliasUpdate, which CloudFormation itself carries out, the alias moves at once.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-alias.html
 */
export const lambdaAlias = resourceType<Properties>({
  type: 'AWS::Lambda::Alias',
  properties,
  replacedBy: ['FunctionName', 'Name'],
  create,
  update: async (physicalId, next, _previous, context) => {
    await context.client(LambdaClient).send(new UpdateAliasCommand(input(next)));
    return provisioned(physicalId);
  },
  delete: async (_physicalId, { FunctionName, Name }, context) => {
    try {
      await context.client(LambdaClient).send(new DeleteAliasCommand({ FunctionName, Name }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error; // gone with its function
    }
  },
});
