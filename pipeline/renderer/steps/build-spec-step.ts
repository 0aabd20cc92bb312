import type * as cdk from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { FileSet, StackOutputReference, Step } from 'aws-cdk-lib/pipelines';

/** A report group that the step's build writes: https://docs.aws.amazon.com/codebuild/latest/userguide/test-report-group-naming.html */
export interface Report {
  /** The report group's name in the buildspec; CodeBuild puts the project's name and a hyphen before it. */
  readonly name: string;
  readonly type: 'TEST' | 'CODE_COVERAGE';
}

/** Properties of `BuildSpecStep`. */
export interface BuildSpecStepProps {
  /** The files in the build's working directory (`CODEBUILD_SRC_DIR`). */
  readonly input: FileSet;
  /** Files in `CODEBUILD_SRC_DIR_<artifact name>`. @default - none */
  readonly additionalInputs?: readonly FileSet[];
  /** Path of the buildspec within `input`, or the text of a buildspec. */
  readonly buildSpec: string;
  /** Names of the artifacts that the buildspec makes; the first is the step's primary output. @default - none */
  readonly outputs?: readonly string[];
  /** Nobody else may write these artifacts, whatever their rights; for those that stages are deployed from. @default false */
  readonly keepsOutputs?: boolean;
  /** Environment variables from outputs of the deployed stacks. @default - none */
  readonly envFromCfnOutputs?: Readonly<Record<string, cdk.CfnOutput>>;
  /** Plain environment variables; never a secret. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** Environment variables from variables of the pipeline; see `BuildActionProps`. @default - none */
  readonly envFromVariables?: Readonly<Record<string, string>>;
  /** Namespace of the variables that the buildspec exports. @default - none, and the step's id for the one that synthesizes */
  readonly namespace?: string;
  /** What the build may do beyond its logs, reports and artifacts. @default - nothing */
  readonly statements?: readonly iam.PolicyStatement[];
  /** Called with the ARN of the build's role when it is made, for policies that name it. @default - nobody asks */
  readonly onRole?: (roleArn: string) => void;
  /** @default - no reports */
  readonly reports?: readonly Report[];
  /** @default BUILD_GENERAL1_SMALL */
  readonly computeType?: string;
  /** Wall-clock limit of the build. @default 30 */
  readonly timeoutMinutes?: number;
}

/** A step whose commands are a buildspec. */
export class BuildSpecStep extends Step {
  readonly props: BuildSpecStepProps;
  readonly inputs: readonly FileSet[];
  readonly outputs: readonly FileSet[];
  readonly envFromCfnOutputs: Readonly<Record<string, StackOutputReference>>;

  constructor(id: string, props: BuildSpecStepProps) {
    super(id);
    this.props = props;
    this.inputs = [props.input, ...(props.additionalInputs ?? [])];
    for (const input of this.inputs) {
      this.addDependencyFileSet(input);
    }
    this.outputs = (props.outputs ?? []).map((name) => new FileSet(name, this));
    const [primary] = this.outputs;
    if (primary !== undefined) {
      this.configurePrimaryOutput(primary);
    }
    this.envFromCfnOutputs = Object.fromEntries(
      Object.entries(props.envFromCfnOutputs ?? {}).map(([name, output]) => [
        name,
        StackOutputReference.fromCfnOutput(output),
      ]),
    );
  }

  override get consumedStackOutputs(): StackOutputReference[] {
    return Object.values(this.envFromCfnOutputs);
  }

  /** The file set of one of the step's `outputs`. */
  output(name: string): FileSet {
    const found = this.outputs.find((fileSet) => fileSet.id === name);
    if (found === undefined) {
      throw new Error(
        `step '${this.id}' has no output '${name}'; it has ${this.outputs.map((o) => o.id).join(', ') || 'none'}`,
      );
    }
    return found;
  }
}
