import { FileSet, Step } from 'aws-cdk-lib/pipelines';

/** Properties of `CodeCommitSourceStep`. */
export interface CodeCommitSourceStepProps {
  readonly repositoryName: string;
  readonly repositoryArn: string;
  readonly branch: string;
}

/** The commit that is released. Its variables are `#{SourceVariables.CommitId}`, `#{SourceVariables.CommitMessage}` and so on. */
export class CodeCommitSourceStep extends Step {
  override readonly isSource = true;
  readonly repositoryName: string;
  readonly repositoryArn: string;
  readonly branch: string;
  readonly output: FileSet;
  /** Not the step's name, which is the artifact's: https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html */
  readonly namespace: string;

  constructor(id: string, props: CodeCommitSourceStepProps) {
    super(id);
    this.repositoryName = props.repositoryName;
    this.repositoryArn = props.repositoryArn;
    this.branch = props.branch;
    this.namespace = `${id}Variables`;
    this.output = new FileSet(id, this);
    this.configurePrimaryOutput(this.output);
  }
}
