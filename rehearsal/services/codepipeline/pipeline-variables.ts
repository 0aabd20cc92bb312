import type { PipelineDeclaration, PipelineVariable } from '@aws-sdk/client-codepipeline';
import { validation } from './errors.ts';

/** The values of the pipeline-level variables of an execution. @throws ServiceError ValidationException */
export function pipelineVariables(
  declaration: PipelineDeclaration,
  given: readonly PipelineVariable[],
): Record<string, string> {
  const declared = declaration.variables ?? [];
  for (const { name } of given)
    if (!declared.some((variable) => variable.name === name))
      throw validation(`The pipeline ${declaration.name} has no variable ${name}`);
  return Object.fromEntries(
    declared.map(({ name = '', defaultValue }) => {
      const value = given.find((variable) => variable.name === name)?.value ?? defaultValue;
      if (value === undefined)
        throw validation(`The variable ${name} of the pipeline ${declaration.name} has no default: give it a value`);
      return [name, value];
    }),
  );
}
