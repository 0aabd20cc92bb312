import type { CreateFunctionCommandInput, CreateFunctionCommandOutput } from '@aws-sdk/client-lambda';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { storeCode } from '../code.ts';
import { describeVersion } from '../describe.ts';
import { invalid, refuseUnsupported } from '../errors.ts';
import { checkNotThere, checkRole, publish } from '../lifecycle.ts';
import { parseReference } from '../names.ts';
import { settingsFrom } from '../settings.ts';
import { functions, type Version, versions } from '../state.ts';

const SUPPORTED = [
  ...['FunctionName', 'Role', 'Code', 'Runtime', 'Handler', 'Description', 'Timeout', 'MemorySize', 'Publish', 'Tags'],
  ...['VpcConfig', 'PackageType', 'DeadLetterConfig', 'Environment', 'KMSKeyArn', 'TracingConfig', 'Architectures'],
  ...['EphemeralStorage', 'SnapStart', 'LoggingConfig'],
];

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export async function createFunction(
  input: CreateFunctionCommandInput,
  context: Context,
): Promise<Output<CreateFunctionCommandOutput>> {
  refuseUnsupported(input, SUPPORTED, 'CreateFunction');
  if (input.PackageType === 'Image') refuseUnsupported({ 'PackageType Image': true }, [], 'CreateFunction');
  const { name, qualifier } = parseReference(input.FunctionName);
  if (qualifier !== undefined) throw invalid(`The function name ${input.FunctionName} must not have a qualifier`);
  checkNotThere(context, name);
  const settings = settingsFrom(input);
  const code = await storeCode(input.Code ?? {}, context);
  await checkRole(context, name, settings.role);
  checkNotThere(context, name);
  const latest: Version = {
    ...settings,
    ...code,
    functionName: name,
    version: '$LATEST',
    lastModifiedMs: context.clock.now(),
    revisionId: uuid(),
  };
  context.store.transaction(() => {
    versions(context).put(`${name}:$LATEST`, latest);
    functions(context).put(name, { name, nextVersion: 1, tags: input.Tags ?? {} });
  });
  const answer = input.Publish === true ? publish(context, name, {}) : latest;
  return describeVersion(context, answer, input.Publish === true);
}
