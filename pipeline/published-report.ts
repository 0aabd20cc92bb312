import * as cdk from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ArtifactStore } from './artifact-store.ts';
import { artifactKeyPrefix } from './renderer/artifact-names.ts';

/** As if it were an artifact: its objects have a prefix of their own, which no artifact of the pipeline has. */
const NAME = 'Report';
/** What the report's page is called. */
const PAGE = 'security-report.html';

/** Where the security report of a commit is put. */
export interface PublishedReport {
  /** For the build that publishes it, the one that judges what has changed. */
  readonly env: Readonly<Record<string, string>>;
  readonly statements: readonly iam.PolicyStatement[];
  /** Page of the report in the console of S3, which asks who reads it for the rights to. */
  readonly url: string;
}

/**
 * A place for reports in the artifact bucket, by commit.
 *
 * @param commit a variable of the pipeline
 */
export function publishedReport(store: ArtifactStore, pipelineName: string, commit: string): PublishedReport {
  const { region } = cdk.Stack.of(store);
  const { bucketName } = store.bucket;
  const prefix = artifactKeyPrefix(pipelineName, NAME);
  return {
    env: { REPORT_BUCKET: bucketName, REPORT_PREFIX: prefix },
    statements: store.write([NAME]),
    url: `https://${region}.console.aws.amazon.com/s3/object/${bucketName}?region=${region}&prefix=${prefix}${commit}/${PAGE}`,
  };
}
