import {
  Architecture,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  type FunctionCode,
  GetFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  ResourceNotFoundException,
  Runtime,
  TagResourceCommand,
  TracingMode,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { inlinePackage } from './lambda-inline-code.ts';
import { integer, tags, text } from './property.ts';
import { tagChanges } from './tag-changes.ts';

const properties = z.strictObject({
  Architectures: z.array(z.enum(Architecture)).optional(),
  Code: z.strictObject({
    S3Bucket: text().optional(),
    S3Key: text().optional(),
    S3ObjectVersion: text().optional(),
    ZipFile: text().optional(),
  }),
  DeadLetterConfig: z.strictObject({ TargetArn: text().optional() }).optional(),
  Description: text().optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), text()).optional() }).optional(),
  EphemeralStorage: z.strictObject({ Size: integer() }).optional(),
  FunctionName: text().optional(),
  Handler: text().optional(),
  KmsKeyArn: text().optional(),
  LoggingConfig: z
    .strictObject({
      ApplicationLogLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).optional(),
      LogFormat: z.enum(['Text', 'JSON']).optional(),
      LogGroup: text().optional(),
      SystemLogLevel: z.enum(['DEBUG', 'INFO', 'WARN']).optional(),
    })
    .optional(),
  MemorySize: integer().optional(),
  PackageType: z.literal('Zip').optional(),
  ReservedConcurrentExecutions: integer().optional(),
  Role: text(),
  Runtime: z.enum(Runtime).optional(),
  SnapStart: z.strictObject({ ApplyOn: z.literal('None') }).optional(),
  Tags: tags().optional(),
  Timeout: integer().optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(TracingMode) }).optional(),
  VpcConfig: z
    .strictObject({ SecurityGroupIds: z.array(text()).optional(), SubnetIds: z.array(text()).optional() })
    .optional(),
});
type Properties = z.infer<typeof properties>;

const codeOf = async ({ ZipFile, ...inS3 }: Properties['Code']): Promise<FunctionCode> =>
  ZipFile === undefined ? inS3 : { ZipFile: await inlinePackage(ZipFile) };

/** Everything but the code; what the template does not say has its default, also where it said something before. */
const configuration = (name: string, given: Properties) => ({
  FunctionName: name,
  Role: given.Role,
  Handler: given.Handler,
  Runtime: given.Runtime,
  Description: given.Description ?? '',
  Timeout: given.Timeout ?? 3,
  MemorySize: given.MemorySize ?? 128,
  Environment: { Variables: given.Environment?.Variables ?? {} },
  DeadLetterConfig: { TargetArn: given.DeadLetterConfig?.TargetArn ?? '' },
  KMSKeyArn: given.KmsKeyArn ?? '',
  TracingConfig: given.TracingConfig ?? { Mode: TracingMode.PassThrough },
  EphemeralStorage: given.EphemeralStorage ?? { Size: 512 },
  VpcConfig: {
    SubnetIds: given.VpcConfig?.SubnetIds ?? [],
    SecurityGroupIds: given.VpcConfig?.SecurityGroupIds ?? [],
  },
  LoggingConfig: { LogFormat: 'Text' as const, LogGroup: `/aws/lambda/${name}`, ...given.LoggingConfig },
});

const provisioned = (name: string, context: ResourceContext) => ({
  physicalId: name,
  attributes: { Arn: context.arn('lambda', `function:${name}`) },
});

async function exists(lambda: LambdaClient, FunctionName: string): Promise<boolean> {
  try {
    await lambda.send(new GetFunctionCommand({ FunctionName }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function setConcurrency(lambda: LambdaClient, FunctionName: string, given: Properties, previous?: Properties) {
  const { ReservedConcurrentExecutions } = given;
  if (ReservedConcurrentExecutions !== undefined)
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
  else if (previous?.ReservedConcurrentExecutions !== undefined)
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
}

async function create(given: Properties, context: ResourceContext) {
  const lambda = context.client(LambdaClient);
  const name = given.FunctionName ?? context.generateName(64);
  const Tags = Object.fromEntries((given.Tags ?? []).map((tag) => [tag.Key, tag.Value]));
  const Code = await codeOf(given.Code);
  await createOnce(
    context,
    name,
    () => exists(lambda, name),
    () =>
      lambda.send(
        new CreateFunctionCommand({ ...configuration(name, given), Code, Tags, Architectures: given.Architectures }),
      ),
  );
  await setConcurrency(lambda, name, given);
  return provisioned(name, context);
}

async function update(name: string, next: Properties, previous: Properties, context: ResourceContext) {
  const lambda = context.client(LambdaClient);
  await lambda.send(new UpdateFunctionConfigurationCommand(configuration(name, next)));
  const codeChanged = JSON.stringify(next.Code) !== JSON.stringify(previous.Code);
  if (codeChanged || next.Architectures?.[0] !== previous.Architectures?.[0])
    await lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: name,
        ...(await codeOf(next.Code)),
        Architectures: next.Architectures ?? ['x86_64'],
      }),
    );
  await setConcurrency(lambda, name, next, previous);
  const Resource = context.arn('lambda', `function:${name}`);
  const { set, removed } = tagChanges(next.Tags, previous.Tags);
  if (removed.length > 0) await lambda.send(new UntagResourceCommand({ Resource, TagKeys: removed }));
  if (set.length > 0)
    await lambda.send(
      new TagResourceCommand({ Resource, Tags: Object.fromEntries(set.map((tag) => [tag.Key, tag.Value])) }),
    );
  return provisioned(name, context);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-function.html */
export const lambdaFunction = resourceType<Properties>({
  type: 'AWS::Lambda::Function',
  properties,
  replacedBy: ['FunctionName', 'PackageType'],
  create,
  update,
  delete: async (FunctionName, _given, context) => {
    const lambda = context.client(LambdaClient);
    if (await exists(lambda, FunctionName)) await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  },
});
