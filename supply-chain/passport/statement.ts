import { PREDICATE_TYPE, STATEMENT_TYPE } from '../../hooks/pre-traffic/passport/contract.ts';
import type { GivenApproval } from './approvals.ts';
import type { Subject } from './subjects.ts';

/** What a passport says of a release. */
export interface Release {
  readonly pipelineArn: string;
  readonly executionArn: string;
  /** All that release the commit so far. */
  readonly executionArns: readonly string[];
  readonly repository: string;
  readonly branch: string;
  readonly commit: string;
  /** SHA-256 of the cloud assembly as a whole. */
  readonly assemblySha256: string;
  readonly subjects: readonly Subject[];
  /** Bills of materials, evidence and reports: SHA-256 by their path in the assembly. */
  readonly reports: ReadonlyMap<string, string>;
  readonly approvals: readonly GivenApproval[];
  readonly signedAt: Date;
}

/** Who makes a passport of what, for readers: the form is SLSA's, the parameters are this product's. */
const BUILD_TYPE = 'urn:slipway:release:v1';

/**
 * The statement of a release, in the form of in-toto and SLSA. It names no stage: it holds for all of them.
 * https://slsa.dev/spec/v1.0/provenance
 */
export function statementOf(release: Release) {
  return {
    _type: STATEMENT_TYPE,
    subject: release.subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: PREDICATE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          repository: release.repository,
          branch: release.branch,
          commit: release.commit,
        },
        resolvedDependencies: [
          {
            uri: `git+codecommit://${release.repository}@refs/heads/${release.branch}`,
            digest: { gitCommit: release.commit },
          },
        ],
      },
      runDetails: {
        builder: { id: release.pipelineArn },
        metadata: {
          invocationId: release.executionArn,
          finishedOn: release.signedAt.toISOString(),
          executions: release.executionArns,
        },
        byproducts: [
          { name: 'cloud-assembly', digest: { sha256: release.assemblySha256 } },
          ...[...release.reports].map(([name, sha256]) => ({ name, digest: { sha256 } })),
          ...release.approvals.map(({ executionId, stage, by, at, comment }) => ({
            name: `approval of ${stage}`,
            uri: `${release.pipelineArn}/${executionId}/${stage}`,
            annotations: { by: by ?? 'unknown', at: at?.toISOString() ?? 'unknown', comment },
          })),
        ],
      },
    },
  };
}
