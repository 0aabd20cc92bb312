import { FileSet, Step } from 'aws-cdk-lib/pipelines';

/** Properties of `CodeCommitSourceStep`. */
export interface CodeCommitSourceStepProps {
  readonly repositoryName: string;
  readonly repositoryArn: string;
  readonly branch: string;
}

/** The commit that is released. Its variables are `#{Source.CommitId}`, `#{Source.CommitMessage}` and so on. */
export class CodeCommitSourceStep extends Step {
  override readonly isSource = true;
  readonly repositoryName: string;
  readonly repositoryArn: string;
  readonly branch: string;
  readonly output: FileSet;

  constructor(id: string, props: CodeCommitSourceStepProps) {
    super(id);
    this.repositoryName = props.repositoryName;
    this.repositoryArn = props.repositoryArn;
    this.branch = props.branch;
    this.output = new FileSet(id, this);
    this.configurePrimaryOutput(this.output);
  }
}
