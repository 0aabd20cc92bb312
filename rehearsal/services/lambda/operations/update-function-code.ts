import type { UpdateFunctionCodeCommandInput, UpdateFunctionCodeCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { storeCode } from '../code.ts';
import { describeVersion } from '../describe.ts';
import { refuseUnsupported } from '../errors.ts';
import { publish, updateLatest } from '../lifecycle.ts';
import { parseReference } from '../names.ts';
import { getVersion } from '../state.ts';

const SUPPORTED = [
  ...['FunctionName', 'ZipFile', 'S3Bucket', 'S3Key', 'S3ObjectVersion', 'ImageUri', 'Architectures', 'Publish'],
  ...['DryRun', 'RevisionId'],
];

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export async function updateFunctionCode(
  input: UpdateFunctionCodeCommandInput,
  context: Context,
): Promise<Output<UpdateFunctionCodeCommandOutput>> {
  refuseUnsupported(input, SUPPORTED, 'UpdateFunctionCode');
  const { name } = parseReference(input.FunctionName);
  const before = getVersion(context, name);
  const code = await storeCode(input, context);
  const [architecture = before.architecture] = input.Architectures ?? [];
  if (input.DryRun === true) return describeVersion(context, { ...before, ...code, architecture }, false);
  const latest = updateLatest(context, name, { ...code, architecture }, input.RevisionId);
  return input.Publish === true
    ? describeVersion(context, publish(context, name, {}))
    : describeVersion(context, latest, false);
}
