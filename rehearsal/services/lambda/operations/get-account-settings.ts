import type { GetAccountSettingsCommandInput, GetAccountSettingsCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { LARGEST_UNZIPPED_BYTES } from '../../../runtimes/lambda/package-folder.ts';
import { ACCOUNT_CONCURRENCY, unreservedConcurrency } from '../runtime.ts';
import { functions, versions } from '../state.ts';

const LARGEST_UPLOAD_BYTES = 52_428_800;
const CODE_STORAGE_BYTES = 80_530_636_800;

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export function getAccountSettings(
  _input: GetAccountSettingsCommandInput,
  context: Context,
): Output<GetAccountSettingsCommandOutput> {
  return {
    AccountLimit: {
      TotalCodeSize: CODE_STORAGE_BYTES,
      CodeSizeUnzipped: LARGEST_UNZIPPED_BYTES,
      CodeSizeZipped: LARGEST_UPLOAD_BYTES,
      ConcurrentExecutions: ACCOUNT_CONCURRENCY,
      UnreservedConcurrentExecutions: unreservedConcurrency(context),
    },
    AccountUsage: {
      TotalCodeSize: versions(context)
        .values()
        .reduce((sum, version) => sum + version.codeSizeBytes, 0),
      FunctionCount: functions(context).values().length,
    },
  };
}
