import type { ActionDeclaration, PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { conditionsOf, providerOf, runOrderGroups } from './declaration.ts';
import { invalidAction, invalidStage, invalidStructure, validation } from './errors.ts';
import { actionProviders } from './providers/registry.ts';
import { ruleProviders } from './rules/registry.ts';
import { namespacesIn } from './variables.ts';

const NAME = /^[A-Za-z0-9.@\-_]{1,100}$/;
const NAMESPACE = /^[A-Za-z0-9@\-_]{1,100}$/;
const HIGHEST_RUN_ORDER = 999;
/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_BeforeEntryConditions.html and API_Condition.html */
const CONDITIONS_MAX = 1;
const RULES_MAX = 5;
/** Characters, before variables are resolved. */
const ACTION_VALUE_MAX = 1000;
const RULE_VALUE_MAX = 10_000;
const KINDS = ['beforeEntry', 'onSuccess', 'onFailure'] as const;

/**
 * The rules of a pipeline's structure:
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
 * @throws ServiceError InvalidStructureException, InvalidStageDeclarationException, InvalidActionDeclarationException,
 * ValidationException; each names what is wrong
 */
export function validatePipeline(declaration: PipelineDeclaration, region: string): void {
  const { name = '', stages = [] } = declaration;
  checkName('pipeline', name);
  if (declaration.triggers !== undefined && declaration.triggers.length > 0)
    throw validation('The rehearsal does not run triggers of CodeConnections sources (triggers)');
  if ((declaration.artifactStore === undefined) === (declaration.artifactStores === undefined))
    throw invalidStructure('A pipeline has either an artifactStore or artifactStores');
  if (declaration.artifactStore === undefined && declaration.artifactStores?.[region] === undefined)
    throw invalidStructure(`artifactStores has no entry for the pipeline's region ${region}`);
  if (stages.length < 2) throw invalidStructure('Pipeline should have at least 2 stages');
  unique(
    'stage',
    stages.map((stage) => stage.name ?? ''),
  );
  checkModes(declaration);
  checkSources(stages);
  checkFlow(declaration, region);
}

function checkName(what: string, name: string): void {
  if (!NAME.test(name))
    throw validation(`Value '${name}' of the ${what} name must match [A-Za-z0-9.@\\-_]+ and have 1 to 100 characters`);
}

function unique(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidStructure(`There are several ${what}s with the name '${twice}'`);
}

function checkModes({
  pipelineType = 'V1',
  executionMode = 'SUPERSEDED',
  stages = [],
  variables = [],
}: PipelineDeclaration) {
  if (pipelineType === 'V1' && (executionMode !== 'SUPERSEDED' || variables.length > 0))
    throw invalidStructure('Execution modes other than SUPERSEDED and pipeline variables need the pipeline type V2');
  unique(
    'variable',
    variables.map((variable) => variable.name ?? ''),
  );
  for (const stage of stages)
    if (executionMode === 'PARALLEL' && stage.onFailure?.result === 'ROLLBACK')
      throw invalidStage(`Stage '${stage.name}': a stage of a pipeline in PARALLEL mode cannot be rolled back`);
}

function checkSources(stages: readonly StageDeclaration[]): void {
  stages.forEach((stage, index) => {
    for (const action of stage.actions ?? []) {
      const source = action.actionTypeId?.category === 'Source';
      if (index === 0 && !source)
        throw invalidStructure(
          `Stage '${stage.name}', the first, can only contain source actions; '${action.name}' is none`,
        );
      if (index > 0 && source)
        throw invalidStructure(
          `Only the first stage can contain source actions; stage '${stage.name}' contains '${action.name}'`,
        );
    }
  });
}

/** Walks the pipeline in the order of execution: what an action uses, an earlier one has to produce. */
function checkFlow(declaration: PipelineDeclaration, region: string): void {
  const artifacts = new Set<string>();
  const namespaces = new Set(['codepipeline', 'variables']);
  for (const stage of declaration.stages ?? []) {
    checkName('stage', stage.name ?? '');
    if ((stage.actions ?? []).length === 0) throw invalidStage(`Stage '${stage.name}' has no actions`);
    if ((stage.blockers ?? []).length > 0)
      throw invalidStage(`Stage '${stage.name}': blockers are reserved for future use`);
    unique(
      `action of the stage ${stage.name}`,
      (stage.actions ?? []).map((action) => action.name ?? ''),
    );
    checkConditions(stage);
    for (const group of runOrderGroups(stage)) {
      for (const action of group) checkAction(stage, action, artifacts, namespaces, region);
      for (const action of group) {
        for (const { name = '' } of action.outputArtifacts ?? []) {
          if (artifacts.has(name))
            throw invalidStructure(
              `The output artifact '${name}' is produced more than once, the second time by '${action.name}'`,
            );
          artifacts.add(name);
        }
        if (action.namespace === undefined) continue;
        if (!NAMESPACE.test(action.namespace) || namespaces.has(action.namespace))
          throw invalidAction(
            `The namespace '${action.namespace}' of action '${action.name}' is reserved, used twice or not valid`,
          );
        namespaces.add(action.namespace);
      }
    }
  }
  const both = [...namespaces].filter((namespace) => artifacts.has(namespace));
  if (both.length > 0) throw invalidAction(`The namespace '${both.join("', '")}' is the name of an artifact, too`);
}

function checkAction(
  stage: StageDeclaration,
  action: ActionDeclaration,
  artifacts: ReadonlySet<string>,
  namespaces: ReadonlySet<string>,
  region: string,
): void {
  const where = `Action '${action.name}' of stage '${stage.name}'`;
  checkName('action', action.name ?? '');
  const order = action.runOrder ?? 1;
  if (order < 1 || order > HIGHEST_RUN_ORDER)
    throw invalidAction(`${where} has the run order ${order}; it has to be from 1 to ${HIGHEST_RUN_ORDER}`);
  if (action.region !== undefined && action.region !== region)
    throw invalidAction(`${where} runs in ${action.region}: the rehearsal does not run actions in other regions`);
  if (action.timeoutInMinutes !== undefined && providerOf(action) !== 'Approval/Manual')
    throw invalidAction(`${where} has timeoutInMinutes, which only manual approvals can have`);
  for (const member of ['commands', 'outputVariables', 'environmentVariables'] as const)
    if ((action[member] ?? []).length > 0)
      throw invalidAction(`${where} has ${member}: the rehearsal does not run Commands actions`);
  for (const { name = '' } of action.inputArtifacts ?? [])
    if (!artifacts.has(name))
      throw invalidStructure(`${where} has the input artifact '${name}', which no earlier action produces`);
  for (const [key, value] of Object.entries(action.configuration ?? {})) {
    if (value.length < 1 || value.length > ACTION_VALUE_MAX)
      throw invalidAction(
        `${where}: the value of ${key} has ${value.length} characters; it has to have 1 to ${ACTION_VALUE_MAX}`,
      );
    for (const namespace of namespacesIn(value))
      if (!namespaces.has(namespace))
        throw invalidAction(`${where} refers to the namespace '${namespace}', which no earlier action has`);
  }
  if (actionProviders[providerOf(action)] === undefined && action.actionTypeId?.owner !== 'AWS')
    throw invalidAction(`${where} is of the owner ${action.actionTypeId?.owner}: the rehearsal runs AWS actions only`);
}

function checkConditions(stage: StageDeclaration): void {
  for (const kind of KINDS) {
    const conditions = conditionsOf(stage, kind);
    if (conditions.length > CONDITIONS_MAX)
      throw invalidStage(
        `Stage '${stage.name}' has ${conditions.length} ${kind} conditions; it can have ${CONDITIONS_MAX}`,
      );
    for (const condition of conditions) {
      const count = condition.rules?.length ?? 0;
      if (count < 1 || count > RULES_MAX)
        throw invalidStage(`Stage '${stage.name}': a ${kind} condition has ${count} rules; it needs 1 to ${RULES_MAX}`);
      const allowed =
        kind === 'beforeEntry'
          ? ['FAIL', 'SKIP']
          : kind === 'onSuccess'
            ? ['FAIL', 'ROLLBACK']
            : ['FAIL', 'ROLLBACK', 'RETRY', 'SKIP'];
      if (!allowed.includes(condition.result ?? 'FAIL'))
        throw invalidStage(
          `Stage '${stage.name}': ${condition.result} is not a result of ${kind} conditions (${allowed.join(', ')})`,
        );
      for (const rule of condition.rules ?? []) {
        for (const [key, value] of Object.entries(rule.configuration ?? {}))
          if (value.length > RULE_VALUE_MAX)
            throw invalidStage(
              `Stage '${stage.name}', rule '${rule.name}': the value of ${key} has ${value.length} characters; it can have ${RULE_VALUE_MAX}`,
            );
        const provider = rule.ruleTypeId?.provider ?? '';
        if (ruleProviders[provider] === undefined)
          throw invalidStage(
            `Stage '${stage.name}', rule '${rule.name}': the rehearsal cannot check rules of the provider ${provider}; it can check ${Object.keys(ruleProviders).join(', ')}`,
          );
      }
    }
  }
  const result = stage.onFailure?.result;
  if (result === 'FAIL') return;
  if (result !== undefined && result !== 'RETRY' && stage.onFailure?.retryConfiguration !== undefined)
    throw invalidStage(`Stage '${stage.name}': retryConfiguration goes with the result RETRY, not ${result}`);
}
