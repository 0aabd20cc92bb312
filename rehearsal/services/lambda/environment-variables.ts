import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Keys } from '../../kernel/clients.ts';
import type { Scope } from '../../kernel/service.ts';
import { taskFolder } from './code.ts';
import { logGroupOf } from './describe.ts';
import type { Version } from './state.ts';

/**
 * The whole environment of a function's process; nothing of the endpoint's own environment is in it.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(
  scope: Scope,
  version: Version,
  keys: Keys,
  logStream: string,
): Record<string, string> {
  const authority = scope.certificateAuthorityFile;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    // The function's PATH holds the node that runs it; the rest is what any Linux has.
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    // Calls reach this endpoint instead of AWS, also those to a deployed API by its real https name.
    AWS_ENDPOINT_URL: scope.endpoint,
    HTTPS_PROXY: scope.endpoint,
    NO_PROXY: '127.0.0.1,localhost',
    NODE_USE_ENV_PROXY: '1',
    ...(existsSync(authority) ? { NODE_EXTRA_CA_CERTS: authority } : {}),
    ...version.variables,
    _HANDLER: version.handler,
    AWS_REGION: scope.region,
    AWS_DEFAULT_REGION: scope.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: version.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(version),
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: version.logFormat,
    ...(version.applicationLogLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: version.applicationLogLevel }),
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    ...(keys.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: keys.sessionToken }),
    LAMBDA_TASK_ROOT: taskFolder(scope, version.codeSha256),
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  };
}
