import { ManualApprovalStep, type ManualApprovalStepProps } from 'aws-cdk-lib/pipelines';

/** Properties of `TimedApprovalStep`. */
export interface TimedApprovalStepProps extends ManualApprovalStepProps {
  /** How long the approval waits before it fails: 5 minutes to 60 days. */
  readonly timeoutMinutes: number;
}

/** A manual approval that does not wait longer than it is told to. */
export class TimedApprovalStep extends ManualApprovalStep {
  readonly timeoutMinutes: number;

  constructor(id: string, props: TimedApprovalStepProps) {
    super(id, props);
    this.timeoutMinutes = props.timeoutMinutes;
  }
}
