import type {
  UpdateFunctionConfigurationCommandInput,
  UpdateFunctionConfigurationCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeVersion } from '../describe.ts';
import { refuseUnsupported } from '../errors.ts';
import { checkRole, updateLatest } from '../lifecycle.ts';
import { parseReference } from '../names.ts';
import { settingsFrom } from '../settings.ts';
import { getVersion } from '../state.ts';

const SUPPORTED = [
  ...['FunctionName', 'Role', 'Handler', 'Description', 'Timeout', 'MemorySize', 'VpcConfig', 'Environment', 'Runtime'],
  ...['DeadLetterConfig', 'KMSKeyArn', 'TracingConfig', 'RevisionId', 'EphemeralStorage', 'SnapStart', 'LoggingConfig'],
];

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export async function updateFunctionConfiguration(
  input: UpdateFunctionConfigurationCommandInput,
  context: Context,
): Promise<Output<UpdateFunctionConfigurationCommandOutput>> {
  refuseUnsupported(input, SUPPORTED, 'UpdateFunctionConfiguration');
  const { name } = parseReference(input.FunctionName);
  const settings = settingsFrom(input, getVersion(context, name));
  if (input.Role !== undefined) await checkRole(context, name, settings.role);
  return describeVersion(context, updateLatest(context, name, settings, input.RevisionId), false);
}
