import { createHash } from 'node:crypto';
import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Scope } from '../../kernel/service.ts';
import { functionArn } from './names.ts';
import type { Alias, Version } from './state.ts';

/** The group that a version logs to. */
export const logGroupOf = (version: Pick<Version, 'functionName' | 'logGroup'>): string =>
  version.logGroup ?? `/aws/lambda/${version.functionName}`;

/** Lambda's own spelling of an instant: `2026-01-05T00:00:00.000+0000`. */
const lambdaTime = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000');

/** @param qualified whether the ARN carries the version, as it does where a qualifier was asked for */
export function describeVersion(scope: Scope, version: Version, qualified = true): FunctionConfiguration {
  const { variables, deadLetterTargetArn, kmsKeyArn } = version;
  const published = version.version !== '$LATEST';
  return {
    FunctionName: version.functionName,
    FunctionArn: functionArn(scope, version.functionName, qualified ? version.version : undefined),
    Runtime: version.runtime,
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.codeSizeBytes,
    CodeSha256: version.codeSha256,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memorySizeMb,
    LastModified: lambdaTime(version.lastModifiedMs),
    Version: version.version,
    RevisionId: version.revisionId,
    ...(published ? { MasterArn: functionArn(scope, version.functionName) } : {}),
    ...(Object.keys(variables).length === 0 ? {} : { Environment: { Variables: { ...variables } } }),
    ...(deadLetterTargetArn === undefined ? {} : { DeadLetterConfig: { TargetArn: deadLetterTargetArn } }),
    ...(kmsKeyArn === undefined ? {} : { KMSKeyArn: kmsKeyArn }),
    ...(version.subnetIds.length === 0
      ? {}
      : {
          VpcConfig: { SubnetIds: [...version.subnetIds], SecurityGroupIds: [...version.securityGroupIds], VpcId: '' },
        }),
    TracingConfig: { Mode: version.tracing },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [version.architecture],
    EphemeralStorage: { Size: version.ephemeralStorageMb },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    RuntimeVersionConfig: {
      RuntimeVersionArn: `arn:aws:lambda:${scope.region}::runtime:${createHash('sha256').update(process.version).digest('hex')}`,
    },
    LoggingConfig: {
      LogFormat: version.logFormat,
      LogGroup: logGroupOf(version),
      ...(version.applicationLogLevel === undefined ? {} : { ApplicationLogLevel: version.applicationLogLevel }),
      ...(version.systemLogLevel === undefined ? {} : { SystemLogLevel: version.systemLogLevel }),
    },
  };
}

export function describeAlias(scope: Scope, alias: Alias): AliasConfiguration {
  return {
    AliasArn: functionArn(scope, alias.functionName, alias.name),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(alias.additional === undefined
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: { [alias.additional.version]: alias.additional.weight } } }),
  };
}
