import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { putArtifact } from '../artifacts.ts';
import { ActionFailed, type ActionJob } from '../job.ts';
import type { Outcome } from '../machine/finish.ts';

/**
 * Takes a zip from a bucket, in its newest version or the one that the execution was started with.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
 */
export async function s3Source(job: ActionJob): Promise<Outcome> {
  const bucket = job.setting('S3Bucket');
  const { sourceOverride } = job;
  const key = sourceOverride?.type === 'S3_OBJECT_KEY' ? sourceOverride.value : job.setting('S3ObjectKey');
  const wanted = sourceOverride?.type === 'S3_OBJECT_VERSION_ID' ? { VersionId: sourceOverride.value } : {};
  const s3 = await job.client(S3Client);
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...wanted }));
  const versionId = object.VersionId;
  if (versionId === undefined || versionId === 'null')
    throw new ActionFailed('ConfigurationError', `The bucket ${bucket} of a source has to have versioning enabled`);
  const [artifact] = Object.keys(job.outputs);
  if (artifact === undefined)
    throw new ActionFailed('ConfigurationError', `The source action ${job.action.name} has no output artifact`);
  await putArtifact(job, artifact, Buffer.from((await object.Body?.transformToByteArray()) ?? []));
  const summary = `Amazon S3 version id: ${versionId}`;
  const revisionUrl = `https://s3.console.aws.amazon.com/s3/object/${bucket}?region=${job.scope.region}&prefix=${key}`;
  return {
    status: 'Succeeded',
    summary,
    externalExecutionId: versionId,
    externalExecutionUrl: revisionUrl,
    sourceRevision: {
      actionName: job.action.name ?? '',
      artifactName: artifact,
      revisionId: versionId,
      revisionSummary: summary,
      revisionUrl,
      createdMs: job.scope.clock.now(),
    },
    outputVariables: {
      BucketName: bucket,
      ETag: (object.ETag ?? '').replaceAll('"', ''),
      ObjectKey: key,
      VersionId: versionId,
    },
  };
}
