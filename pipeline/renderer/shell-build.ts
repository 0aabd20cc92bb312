import type { FileSet, ShellStep } from 'aws-cdk-lib/pipelines';
import { stringify } from 'yaml';
import type { BuildActionProps } from './actions/build.ts';

/**
 * A `ShellStep` of CDK Pipelines as a CodeBuild action: its commands become a buildspec, its directories artifacts.
 *
 * @param artifactNameOf the name of a file set in CodePipeline
 * @throws Error if the step has no input: a CodeBuild action has to have one
 */
export function shellBuild(
  step: ShellStep,
  artifactNameOf: (fileSet: FileSet) => string,
): Omit<BuildActionProps, 'name' | 'category'> {
  const [primary, ...additional] = [...step.inputs].sort(
    (a, b) => Number(b.directory === '.') - Number(a.directory === '.'),
  );
  if (primary?.directory !== '.') {
    throw new Error(`step '${step.id}' has no input; CodePipeline gives every build at least one`);
  }
  const outputs = step.outputs.map((output) => ({ name: artifactNameOf(output.fileSet), directory: output.directory }));
  const [first] = outputs;
  const files = (directory: string) => ({ 'base-directory': directory, files: ['**/*'] });
  const links = additional.map(
    ({ directory, fileSet }) => `ln -s "$CODEBUILD_SRC_DIR_${artifactNameOf(fileSet)}" "${directory}"`,
  );
  const buildSpec = {
    version: '0.2',
    phases: {
      install: {
        'runtime-versions': { nodejs: 24 },
        'on-failure': 'ABORT',
        commands: [...links, ...step.installCommands],
      },
      build: { 'on-failure': 'ABORT', commands: step.commands },
    },
    // With several outputs CodePipeline finds each by its name; a single one is the build's own artifact.
    ...(first === undefined
      ? {}
      : {
          artifacts:
            outputs.length === 1
              ? files(first.directory)
              : { 'secondary-artifacts': Object.fromEntries(outputs.map((o) => [o.name, files(o.directory)])) },
        }),
  };
  return {
    description: `Step ${step.id}`,
    buildSpec: stringify(buildSpec),
    inputs: [primary, ...additional].map(({ fileSet }) => artifactNameOf(fileSet)),
    outputs: outputs.map((output) => output.name),
    statements: [],
    env: step.env,
    envFromStackOutputs: step.envFromCfnOutputs,
  };
}
