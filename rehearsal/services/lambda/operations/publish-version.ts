import type { PublishVersionCommandInput, PublishVersionCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeVersion } from '../describe.ts';
import { refuseUnsupported } from '../errors.ts';
import { publish } from '../lifecycle.ts';
import { parseReference } from '../names.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export function publishVersion(
  input: PublishVersionCommandInput,
  context: Context,
): Output<PublishVersionCommandOutput> {
  refuseUnsupported(input, ['FunctionName', 'CodeSha256', 'Description', 'RevisionId'], 'PublishVersion');
  const { name } = parseReference(input.FunctionName);
  const version = publish(context, name, {
    description: input.Description,
    codeSha256: input.CodeSha256,
    revisionId: input.RevisionId,
  });
  return describeVersion(context, version);
}
