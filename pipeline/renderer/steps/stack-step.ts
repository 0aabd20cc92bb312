import { type FileSet, type StackDeployment, Step } from 'aws-cdk-lib/pipelines';

/** Properties of `StackStep`. */
export interface StackStepProps {
  /** `prepare` makes the change set of the stack, `execute` executes it. */
  readonly action: 'prepare' | 'execute';
  readonly stack: StackDeployment;
  /** Holds the template as `<name of the stack>.template.json`. @default - the template of this release */
  readonly from?: FileSet;
  /** Values of the template's parameters that are other ones with `from`. @default - those of this release */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** One more deployment of a stack that its stage deploys anyway, with the same roles. */
export class StackStep extends Step {
  readonly props: StackStepProps;

  constructor(id: string, props: StackStepProps) {
    super(id);
    this.props = props;
    if (props.from !== undefined) this.addDependencyFileSet(props.from);
  }
}

/** Where a template lies in `from`. */
export const templateFileOf = (stackName: string): string => `${stackName}.template.json`;
