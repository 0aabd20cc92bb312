import {
  DeleteFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  paginateListVersionsByFunction,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { ServiceError } from '../../../kernel/errors.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { text } from './property.ts';

const properties = z.strictObject({
  CodeSha256: text().optional(),
  Description: text().optional(),
  FunctionName: text(),
});
type Properties = z.infer<typeof properties>;

/** What the newest version was before this create began. */
interface Begun {
  readonly newest: number;
}

async function newestVersion(client: LambdaClient, FunctionName: string): Promise<number> {
  let newest = 0;
  for await (const page of paginateListVersionsByFunction({ client }, { FunctionName }))
    for (const { Version } of page.Versions ?? [])
      if (Version !== '$LATEST') newest = Math.max(newest, Number(Version));
  return newest;
}

/** Publishing what is published already would give a version that another resource owns: CloudFormation refuses that. */
const versionExists = (version: string) =>
  new ServiceError(
    'AlreadyExists',
    `A version for this Lambda function exists ( ${version} ). Modify the function to create a new version.`,
  );

async function create(given: Properties, context: ResourceContext) {
  const lambda = context.client(LambdaClient);
  const begun = context.table<Begun>('cloudformation.lambdaVersions');
  const before = begun.get(context.token)?.newest ?? (await newestVersion(lambda, given.FunctionName));
  begun.put(context.token, { newest: before });
  const { Version = '', FunctionArn = '' } = await lambda.send(new PublishVersionCommand(given));
  if (Number(Version) <= before) throw versionExists(Version);
  return { physicalId: FunctionArn, attributes: { Version, FunctionArn } };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-version.html */
export const lambdaVersion = resourceType<Properties>({
  type: 'AWS::Lambda::Version',
  properties,
  replacedBy: ['CodeSha256', 'Description', 'FunctionName'],
  create,
  update: async (physicalId) => ({
    physicalId,
    attributes: { Version: physicalId.split(':').at(-1), FunctionArn: physicalId },
  }),
  delete: async (physicalId, _given, context) => {
    try {
      await context.client(LambdaClient).send(new DeleteFunctionCommand({ FunctionName: physicalId }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  },
});
