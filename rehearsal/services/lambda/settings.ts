import type {
  CreateFunctionCommandInput,
  Runtime,
  UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { invalid, notImplemented } from './errors.ts';
import type { VersionSettings } from './state.ts';

/** The runtimes that the rehearsal has: all of them on the Node.js that it runs on itself. */
export const RUNTIMES: readonly Runtime[] = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'];

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);
const LARGEST_VARIABLES_BYTES = 4096;
const ROLE = /^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;

const within = (value: number, name: string, least: number, most: number) => {
  if (!Number.isInteger(value) || value < least || value > most)
    throw invalid(
      `Value ${value} at '${name}' failed to satisfy constraint: Member must be between ${least} and ${most}`,
    );
  return value;
};

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0)
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  const bad = Object.keys(variables).find((name) => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name));
  if (bad !== undefined)
    throw invalid(
      `Value '${bad}' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]`,
    );
  const size = Buffer.byteLength(JSON.stringify(variables));
  if (size > LARGEST_VARIABLES_BYTES)
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${size} bytes`,
    );
}

const DEFAULTS: Omit<VersionSettings, 'runtime'> & { readonly runtime: undefined } = {
  description: '',
  runtime: undefined,
  handler: '',
  role: '',
  timeoutSeconds: 3,
  memorySizeMb: 128,
  variables: {},
  architecture: 'x86_64',
  ephemeralStorageMb: 512,
  tracing: 'PassThrough',
  logFormat: 'Text',
  subnetIds: [],
  securityGroupIds: [],
};

type Previous = VersionSettings | typeof DEFAULTS;
type Input = Partial<CreateFunctionCommandInput> & Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>;

function logging(input: Input, previous: Previous): Partial<VersionSettings> {
  const given = input.LoggingConfig;
  if (given === undefined) return {};
  const logFormat = given.LogFormat ?? previous.logFormat;
  if (logFormat !== 'Text' && logFormat !== 'JSON')
    throw invalid(
      `Value '${logFormat}' at 'loggingConfig.logFormat' failed to satisfy constraint: Member must satisfy enum value set: [JSON, Text]`,
    );
  if (logFormat === 'Text' && (given.ApplicationLogLevel !== undefined || given.SystemLogLevel !== undefined))
    throw invalid('To configure log levels, set LogFormat to JSON.');
  return {
    logFormat,
    ...(given.LogGroup === undefined ? {} : { logGroup: given.LogGroup }),
    ...(logFormat === 'Text'
      ? {}
      : {
          applicationLogLevel: given.ApplicationLogLevel ?? previous.applicationLogLevel ?? 'INFO',
          systemLogLevel: given.SystemLogLevel ?? previous.systemLogLevel ?? 'INFO',
        }),
  };
}

/**
 * The settings that a create or an update gives; what it leaves out keeps its value.
 * @throws ServiceError for a value that Lambda refuses, or that the rehearsal cannot run
 */
export function settingsFrom(input: Input, previous: Previous = DEFAULTS): VersionSettings {
  const runtime = input.Runtime ?? previous.runtime;
  if (runtime === undefined) throw invalid('Runtime is mandatory for functions created with deployment packages.');
  if (!RUNTIMES.includes(runtime)) throw notImplemented(`the runtime ${runtime}; it runs ${RUNTIMES.join(', ')}`);
  if (input.SnapStart?.ApplyOn !== undefined && input.SnapStart.ApplyOn !== 'None')
    throw notImplemented(`SnapStart for the runtime ${runtime}`);
  const handler = input.Handler ?? previous.handler;
  if (handler === '') throw invalid('Handler is mandatory for functions created with deployment packages.');
  const role = input.Role ?? previous.role;
  if (!ROLE.test(role))
    throw invalid(
      `1 validation error detected: Value '${role}' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: ${ROLE.source}`,
    );
  const variables = input.Environment === undefined ? previous.variables : (input.Environment.Variables ?? {});
  checkVariables(variables);
  const [architecture = previous.architecture] = input.Architectures ?? [];
  const kmsKeyArn = input.KMSKeyArn ?? previous.kmsKeyArn;
  const deadLetterTargetArn = input.DeadLetterConfig?.TargetArn ?? previous.deadLetterTargetArn;
  const { kmsKeyArn: _key, deadLetterTargetArn: _target, ...kept } = previous;
  return {
    ...kept,
    description: input.Description ?? previous.description,
    runtime,
    handler,
    role,
    timeoutSeconds: within(input.Timeout ?? previous.timeoutSeconds, 'timeout', 1, 900),
    memorySizeMb: within(input.MemorySize ?? previous.memorySizeMb, 'memorySize', 128, 10_240),
    ephemeralStorageMb: within(
      input.EphemeralStorage?.Size ?? previous.ephemeralStorageMb,
      'ephemeralStorage.size',
      512,
      10_240,
    ),
    variables,
    architecture,
    tracing: input.TracingConfig?.Mode ?? previous.tracing,
    ...(kmsKeyArn === undefined || kmsKeyArn === '' ? {} : { kmsKeyArn }),
    ...(deadLetterTargetArn === undefined || deadLetterTargetArn === '' ? {} : { deadLetterTargetArn }),
    subnetIds: input.VpcConfig?.SubnetIds ?? previous.subnetIds,
    securityGroupIds: input.VpcConfig?.SecurityGroupIds ?? previous.securityGroupIds,
    ...logging(input, previous),
  };
}
