import type { Scope } from '../../kernel/service.ts';
import { templateError, validation } from './errors.ts';
import type { StoredParameter } from './model.ts';
import { allStacks, findStack } from './state.ts';
import { evaluateConditions } from './template/conditions.ts';
import type { Environment } from './template/evaluate.ts';
import { isObject, type Json } from './template/json.ts';
import { parameterValue } from './template/parameters.ts';
import type { Template } from './template/template.ts';

const ZONE_LETTERS = ['a', 'b', 'c'];

export type StackEnvironment = Omit<Environment, 'reference' | 'attribute'>;

/**
 * What a template's expressions can ask for, besides its resources.
 * @param onImport told of every export that the template uses
 */
export function stackEnvironment(
  scope: Scope,
  stack: { readonly id: string; readonly name: string; readonly notificationArns: readonly string[] },
  template: Template,
  parameters: readonly StoredParameter[],
  onImport: (name: string) => void,
): StackEnvironment {
  const values = new Map<string, Json>([
    ['AWS::AccountId', scope.account],
    ['AWS::NotificationARNs', stack.notificationArns],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', scope.region],
    ['AWS::StackId', stack.id],
    ['AWS::StackName', stack.name],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
  for (const stored of parameters) {
    const declaration = template.Parameters?.[stored.key];
    if (declaration !== undefined) values.set(stored.key, parameterValue(declaration, stored));
  }
  const basic = {
    parameter: (name: string) => values.get(name),
    mapping: (map: string, first: string, second: string) => {
      const outer = template.Mappings?.[map];
      const inner = isObject(outer) ? outer[first] : undefined;
      return isObject(inner) ? inner[second] : undefined;
    },
    zones: (region: string) => ZONE_LETTERS.map((letter) => `${region}${letter}`),
  };
  const conditions = evaluateConditions(template.Conditions ?? {}, basic);
  return {
    ...basic,
    condition: (name) => {
      const value = conditions[name];
      if (value === undefined) throw templateError(`Unresolved condition dependency ${name}`);
      return value;
    },
    imported: (name) => {
      onImport(name);
      return exported(scope, name);
    },
    stackOutput: (stackName, outputName, region) => {
      const producer = findStack(scope.scope(region, scope.account), stackName);
      const output = producer?.outputs.find((one) => one.key === outputName);
      if (output === undefined) throw validation(`Stack ${stackName} in ${region} has no output ${outputName}`);
      return output.value;
    },
  };
}

function exported(scope: Scope, name: string): string {
  for (const stack of allStacks(scope)) {
    const found = stack.outputs.find((output) => output.exportName === name);
    if (found !== undefined && stack.status !== 'DELETE_COMPLETE') return found.value;
  }
  throw validation(`No export named ${name} found.`);
}
