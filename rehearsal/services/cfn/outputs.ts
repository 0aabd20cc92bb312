import type { Scope } from '../../kernel/service.ts';
import { allExports, type Stack, type StackOutput } from './state.ts';
import { condition, type Environment, evaluate } from './template/evaluate.ts';

/** @throws Error when a name is exported already, or an output has no value */
export function outputsOf(environment: Environment, scope: Scope, stack: Stack): StackOutput[] {
  const taken = allExports(scope).filter((one) => one.stackId !== stack.id);
  return Object.entries(environment.template.Outputs ?? {})
    .filter(([, output]) => output.Condition === undefined || condition(output.Condition, environment))
    .map(([key, output]) => {
      const value = evaluate(output.Value, environment);
      if (value === undefined) throw new Error(`Output ${key} has no value`);
      const exportName = output.Export === undefined ? undefined : String(evaluate(output.Export.Name, environment));
      if (exportName !== undefined && taken.some((one) => one.name === exportName))
        throw new Error(
          `Export with name ${exportName} is already exported by stack ${taken.find((one) => one.name === exportName)?.stackId}.`,
        );
      return {
        key,
        value: typeof value === 'string' ? value : JSON.stringify(value),
        ...(output.Description === undefined ? {} : { description: output.Description }),
        ...(exportName === undefined ? {} : { exportName }),
      };
    });
}
