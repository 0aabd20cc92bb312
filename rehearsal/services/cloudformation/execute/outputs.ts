import type { Scope } from '../../../kernel/service.ts';
import { resolvePlain } from '../lookups.ts';
import type { StackOutput } from '../model.ts';
import { allStacks } from '../state.ts';
import { type Environment, evaluate, NO_VALUE, settled } from '../template/evaluate.ts';
import { scalarText } from '../template/json.ts';
import type { Template } from '../template/template.ts';
import type { ClientMaker } from './credentials.ts';
import { ResourceFailed } from './failure.ts';

/** @throws ResourceFailed or ServiceError that names an output which cannot be */
export async function evaluateOutputs(
  template: Template,
  environment: Environment,
  client: ClientMaker,
): Promise<StackOutput[]> {
  const outputs: StackOutput[] = [];
  for (const [key, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition !== undefined && !environment.condition(output.Condition)) continue;
    const value = evaluate(output.Value, environment);
    if (value === NO_VALUE) continue;
    const exported = output.Export === undefined ? undefined : evaluate(output.Export.Name, environment);
    outputs.push({
      key,
      value: text(`The Value of output ${key}`, settled(await resolvePlain(value, client))),
      ...(output.Description === undefined ? {} : { description: output.Description }),
      ...(exported === undefined || exported === NO_VALUE
        ? {}
        : { exportName: text(`The export name of output ${key}`, settled(exported)) }),
    });
  }
  return outputs;
}

function text(what: string, value: unknown): string {
  const result = scalarText(value);
  if (result === undefined) throw new ResourceFailed(`Template format error: ${what} must evaluate to a string`);
  return result;
}

/** Why a stack cannot have `next` exports in place of `previous` ones; undefined when it can. */
export function exportConflict(
  scope: Scope,
  stackId: string,
  previous: readonly StackOutput[],
  next: readonly StackOutput[],
): string | undefined {
  const others = allStacks(scope).filter((stack) => stack.id !== stackId && stack.status !== 'DELETE_COMPLETE');
  for (const { exportName } of next) {
    const owner = others.find(
      (stack) => exportName !== undefined && stack.outputs.some((output) => output.exportName === exportName),
    );
    if (owner !== undefined)
      return `Export with name ${exportName} is already exported by stack ${owner.name}. Rollback requested by user.`;
  }
  for (const { exportName, value } of previous) {
    if (exportName === undefined) continue;
    const user = others.find((stack) => stack.imports.includes(exportName));
    const kept = next.find((output) => output.exportName === exportName);
    if (user !== undefined && kept?.value !== value)
      return kept === undefined
        ? `Cannot delete export ${exportName} as it is in use by ${user.name}`
        : `Cannot update export ${exportName} as it is in use by ${user.name}`;
  }
  return undefined;
}
