import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { ReportedVersion } from './start-up.ts';

/**
 * A version by its configuration. What has none of something is told without it; an error stands in place of the variables where they
 * may not be decrypted. Pure.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 */
export function reported(configuration: FunctionConfiguration): ReportedVersion {
  const {
    CodeSha256,
    PackageType = 'Zip',
    Runtime = 'none',
    Handler = 'none',
    Layers = [],
    Environment,
  } = configuration;
  return {
    codeHash: Buffer.from(CodeSha256 ?? '', 'base64').toString('hex'),
    packageType: PackageType,
    runtime: Runtime,
    handler: Handler,
    layers: Layers.map(({ Arn }) => Arn ?? 'of no name'),
    variables: Environment?.Error === undefined ? (Environment?.Variables ?? {}) : undefined,
  };
}
