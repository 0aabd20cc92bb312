import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApprovalTopic } from './approval-topic.ts';
import { ApproverRole } from './approver-role.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { buildSpecText } from './build-spec-text.ts';
import { type Approval, approval, describeIssue } from './environment.ts';
import { InvalidEnvironments } from './invalid-environments.ts';
import type { PublishedReport } from './published-report.ts';
import { readHistory } from './read-history.ts';
import { selfUpdateProject } from './renderer/actions/self-update.ts';
import type { ReviewStage } from './renderer/release-pipeline.ts';
import { BuildSpecStep } from './renderer/steps/build-spec-step.ts';
import { TimedApprovalStep } from './renderer/steps/timed-approval-step.ts';
import { SEALED, SEALS } from './sealed-artifacts.ts';

/** Namespace of what is judged of the release, such as `#{Changes.CHANGES}` and `#{Changes.PERMISSIONS}`. */
export const CHANGES_NAMESPACE = 'Changes';
const JUDGE_STAGE = 'Changes';
const REVIEW_STAGE = 'ApprovePermissions';
const REVIEW_ACTION = 'Approve';
/** What is approved there, in the role and the tag of its approver. */
const REVIEWED = 'Permissions';
/** What the judge exports where the security approver need not be asked. Anything else, and nothing at all, asks. */
const UNNEEDED = 'unneeded';

/** Properties of `securityReview`. */
export interface SecurityReviewProps {
  readonly pipelineName: string;
  readonly store: ArtifactStore;
  readonly build: BuildSpecStep;
  /** Whom to ask. */
  readonly approval: Approval;
  /** What the judge publishes, and the approval links to. */
  readonly report: PublishedReport;
  /** Steps that run at the same time as the judge, and stop the release as it does. */
  readonly besideJudge: readonly BuildSpecStep[];
}

/**
 * The stages in front of the pipeline's own update: what the release changes and newly allows is judged, and the security
 * approver is asked exactly where something is newly allowed. Otherwise the second stage is passed over. The build that
 * judges may read the pipeline's own history, which says what is deployed, and the artifacts that it names; it publishes
 * the security report with what has changed since the last release.
 *
 * @throws InvalidEnvironments naming what is wrong with the approval
 */
export function securityReview(scope: Construct, props: SecurityReviewProps): ReviewStage[] {
  const { pipelineName, build, store } = props;
  const issue = approval.safeParse(props.approval).error?.issues[0];
  if (issue !== undefined) {
    throw new InvalidEnvironments(describeIssue('approval', { ...props.approval, name: 'securityApproval' }, issue));
  }
  const judge = new BuildSpecStep('Judge', {
    input: build.output('Tools'),
    additionalInputs: [build.output('Assembly')],
    buildSpec: buildSpecText('judge-changes.yml'),
    namespace: CHANGES_NAMESPACE,
    env: {
      PIPELINE_NAME: pipelineName,
      UPDATE_PROJECT: selfUpdateProject(pipelineName),
      REVIEW_STAGE,
      ...props.report.env,
    },
    envFromVariables: { EXECUTION_ID: '#{codepipeline.PipelineExecutionId}', ...SEALS },
    statements: [
      readHistory(cdk.Stack.of(scope).formatArn({ service: 'codepipeline', resource: pipelineName })),
      // What earlier releases were deployed from.
      ...store.read([SEALED]),
      ...props.report.statements,
    ],
  });
  const { topic } = new ApprovalTopic(scope, 'SecurityApprovers', {
    stageName: 'new permissions',
    approvers: props.approval.approvers,
    key: store.key,
  });
  const approver = new ApproverRole(scope, `Approver${REVIEWED}`, {
    pipelineName,
    of: REVIEWED,
    stageName: REVIEW_STAGE,
    actionName: REVIEW_ACTION,
  });
  new cdk.CfnOutput(scope, `ApproverRole${REVIEWED}`, { value: approver.roleArn });
  const ask = new TimedApprovalStep(REVIEW_ACTION, {
    reviewUrl: props.report.url,
    timeoutMinutes: props.approval.timeoutMinutes,
    notificationTopic: topic,
    comment: `Release #{Build.RELEASE_VERSION}, commit #{SourceVariables.CommitId}, newly allows: #{${CHANGES_NAMESPACE}.NEW_PERMISSIONS}`,
  });
  return [
    { name: JUDGE_STAGE, steps: [judge, ...props.besideJudge] },
    {
      name: REVIEW_STAGE,
      steps: [ask],
      conditions: {
        onlyIf: {
          kind: 'variable',
          name: 'Broadened',
          variable: `#{${CHANGES_NAMESPACE}.SECURITY_REVIEW}`,
          operator: 'NE',
          value: UNNEEDED,
        },
      },
    },
  ];
}
