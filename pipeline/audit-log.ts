import * as cdk from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { auditLogGroupName } from '../operations/audit-log-group.ts';
import type { ArtifactStore } from './artifact-store.ts';

/** Longer than any release is remembered by CodePipeline itself. */
const RETENTION_DAYS = logs.RetentionDays.TEN_YEARS;

/**
 * Where `slipway release --past-alarms` writes who let a release past what, and why. It goes with the pipeline, whose key
 * encrypts it; CloudTrail has every override besides, without its reason.
 */
export function auditLog(scope: Construct, pipelineName: string, store: ArtifactStore): logs.LogGroup {
  const logGroupName = auditLogGroupName(pipelineName);
  store.allowLogGroup(logGroupName);
  return new logs.LogGroup(scope, 'AuditLog', {
    logGroupName,
    encryptionKey: store.key,
    retention: RETENTION_DAYS,
    removalPolicy: cdk.RemovalPolicy.DESTROY,
  });
}
