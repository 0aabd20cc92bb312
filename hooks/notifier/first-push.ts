/** A Source action that has failed, of an execution. */
export interface FailedSource {
  /** What started the execution, such as `CreatePipeline`. */
  readonly trigger: string;
  /** Whether the execution has a commit. */
  readonly hasCommit: boolean;
  /** Of the action, such as `Source`. */
  readonly category: string;
  /** CodePipeline's code of its error, such as `PermissionError`; empty where it has none. */
  readonly errorCode: string;
}

/**
 * Whether what failed is the source of the execution that CreatePipeline starts, and there was no commit for it: nobody's
 * failure. A source that the pipeline has no right to read has no commit either, and wants to be mended. Pure.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html
 */
export const isBeforeFirstPush = ({ trigger, hasCommit, category, errorCode }: FailedSource): boolean =>
  trigger === 'CreatePipeline' && !hasCommit && category === 'Source' && !errorCode.startsWith('Permission');
