import type { StackDeployment, StageDeployment, Step } from 'aws-cdk-lib/pipelines';
import type { ArtifactStore } from './artifact-store.ts';
import { readHistory } from './read-history.ts';
import { BuildSpecStep } from './renderer/steps/build-spec-step.ts';
import { StackStep } from './renderer/steps/stack-step.ts';
import { SEALED, SEALS } from './sealed-artifacts.ts';

/** What the proof is made with. */
export interface ProofProps {
  readonly store: ArtifactStore;
  readonly build: BuildSpecStep;
  readonly pipelineArn: string;
  readonly pipelineName: string;
  /** Construct path of the stage. */
  readonly stagePath: string;
  /** Name of the environment. */
  readonly name: string;
  /** Text of the buildspec that finds what was deployed before. */
  readonly buildSpec: string;
  /** What the stacks are told of the passport of a release, by its commit. */
  readonly passportOf: (commit: string) => Readonly<Record<string, string>>;
  /** Makes the test of the stage with the tests of `input`. @default - the stage is tested by its hooks alone */
  readonly testWith?: (id: string, input: BuildSpecStep) => BuildSpecStep;
}

/** Namespace of what the proof says: `#{<namespace>.REVERSAL}`, and of the `COMMIT` that it goes back to. */
export const reversalNamespace = (name: string): string => `Reversal${name}`;

const chain = (steps: readonly Step[]): void => {
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (before !== undefined) step.addStepDependency(before);
  }
};

const shortName = ({ constructPath }: StackDeployment): string => constructPath.split('/').at(-1) ?? constructPath;

/** The stacks in an order in which each comes after those that it depends on. */
function inOrder(stacks: readonly StackDeployment[]): StackDeployment[] {
  const ordered: StackDeployment[] = [];
  const visit = (stack: StackDeployment): void => {
    if (ordered.includes(stack)) return;
    for (const needed of stack.stackDependencies) if (stacks.includes(needed)) visit(needed);
    ordered.push(stack);
  };
  for (const stack of stacks) visit(stack);
  return ordered;
}

/**
 * Adds to a stage, behind its deployment, that it goes back to what was deployed before, is tested there with the tests of that
 * release, and goes forward again. A release that cannot go back fails in this stage.
 *
 * Where there is nothing to go back to, or the release says itself that it cannot go back, the actions find nothing to change.
 *
 * @returns the last step, after which the stage is as it was before the proof
 */
export function proveReversible(deployment: StageDeployment, props: ProofProps): Step {
  const { store, build, buildSpec, name, stagePath, pipelineName, pipelineArn, passportOf } = props;
  const earlier = new BuildSpecStep('FindEarlier', {
    input: build.output('Tools'),
    additionalInputs: [build.output('Assembly'), build.output('Tests')],
    buildSpec,
    outputs: ['Earlier'],
    keepsOutputs: true,
    env: { PIPELINE_NAME: pipelineName, STAGE_PATH: stagePath },
    envFromVariables: { EXECUTION_ID: '#{codepipeline.PipelineExecutionId}', ...SEALS },
    namespace: reversalNamespace(name),
    timeoutMinutes: 10,
    // The last is what the stage was deployed from before.
    statements: [readHistory(pipelineArn), ...store.read([SEALED])],
  });
  const stacks = inOrder(deployment.stacks);
  const deploy = (kind: string, stack: StackDeployment, from?: BuildSpecStep): Step[] =>
    (['prepare', 'execute'] as const).map(
      (action) =>
        new StackStep(`${kind}.${shortName(stack)}.${action === 'prepare' ? 'Prepare' : 'Deploy'}`, {
          action,
          stack,
          ...(from === undefined
            ? {}
            : { from: from.output('Earlier'), parameters: passportOf(`#{${reversalNamespace(name)}.COMMIT}`) }),
        }),
    );
  // What depends on another stack lets go of it first.
  const back = stacks.toReversed().flatMap((stack) => deploy('GoBack', stack, earlier));
  const test = props.testWith === undefined ? [] : [props.testWith('GoBack.Test', earlier)];
  const again = stacks.flatMap((stack) => deploy('GoForward', stack));
  const steps = [...back, ...test, ...again];
  chain(steps);
  deployment.addPre(earlier);
  deployment.addPost(...steps);
  const last = steps.at(-1);
  if (last === undefined) throw new Error(`stage '${name}' has no stack, so there is nothing to go back with`);
  return last;
}
