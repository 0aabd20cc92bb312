import * as fs from 'node:fs';
import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import type { StackDeployment } from 'aws-cdk-lib/pipelines';
import { z } from 'zod';
import { type ActionContext, awsAction, type RenderedAction } from './action.ts';
import { resolveRoleArn } from './bootstrap-roles.ts';

/** The change set that the first action makes and the second one executes. */
const CHANGE_SET_NAME = 'PipelineChange';

/** The roles of the bootstrap stack in the account of a stack, with every placeholder resolved. */
export interface DeploymentRoles {
  /** The action's role: makes and executes change sets. */
  readonly deployRoleArn: string;
  /** What CloudFormation itself acts as. */
  readonly executionRoleArn: string;
}

/** Where the cloud assembly is: on disk now, and as an artifact in the pipeline. */
export interface AssemblyLocation {
  readonly directory: string;
  readonly artifactName: string;
}

/**
 * The bootstrap roles that deploy a stack.
 *
 * @throws Error if the stack names no roles or lies in another region than the pipeline
 */
export function deploymentRoles(context: ActionContext, stack: StackDeployment): DeploymentRoles {
  const pipelineStack = cdk.Stack.of(context.scope);
  if (stack.region !== undefined && stack.region !== pipelineStack.region) {
    throw new Error(
      `stack '${stack.stackName}' is for region '${stack.region}', and the pipeline is in '${pipelineStack.region}': ` +
        'a stage has to be in the region of its pipeline; deploy a pipeline in each region',
    );
  }
  if (stack.assumeRoleArn === undefined || stack.executionRoleArn === undefined) {
    throw new Error(
      `stack '${stack.stackName}' names no deployment role; use the default stack synthesizer, which takes the roles of 'cdk bootstrap'`,
    );
  }
  const location = stack.account === undefined ? {} : { account: stack.account };
  return {
    deployRoleArn: resolveRoleArn(context.scope, stack.assumeRoleArn, location),
    executionRoleArn: resolveRoleArn(context.scope, stack.executionRoleArn, location),
  };
}

const declaredParameters = z.object({ Parameters: z.record(z.string(), z.unknown()).default({}) });

/**
 * Those of the pipeline's parameters that a template declares, as the action takes them: JSON of 1 KB at most.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-parameter-override-functions.html
 */
function parameterOverrides(
  context: ActionContext,
  stack: StackDeployment,
  parameters: Readonly<Record<string, string>>,
): string | undefined {
  const declared = declaredParameters.parse(JSON.parse(fs.readFileSync(stack.absoluteTemplatePath, 'utf8'))).Parameters;
  const set = Object.entries(parameters).filter(([name]) => name in declared);
  return set.length === 0 ? undefined : cdk.Stack.of(context.scope).toJsonString(Object.fromEntries(set));
}

/**
 * Makes the change set of a stack.
 *
 * @param parameters of the stack's template; those that it does not declare are left out
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
 */
export function renderPrepare(
  context: ActionContext,
  stack: StackDeployment,
  assembly: AssemblyLocation,
  parameters: Readonly<Record<string, string>> = {},
): RenderedAction {
  const fileOf = (file: string) => path.relative(assembly.directory, file).split(path.sep).join('/');
  const configurationFile = writeTemplateConfiguration(stack);
  return renderChangeSet(context, stack, {
    artifactName: assembly.artifactName,
    template: fileOf(stack.absoluteTemplatePath),
    ...(configurationFile === undefined ? {} : { configuration: fileOf(configurationFile) }),
    parameters,
  });
}

/** What a change set is made from: files of an artifact, and values of parameters. */
export interface ChangeSetSource {
  readonly artifactName: string;
  readonly template: string;
  /** @default - the stack keeps its tags */
  readonly configuration?: string;
  /** Of the stack's template as it is synthesized; those that it does not declare are left out. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Makes the change set of a stack from the files of any artifact. */
export function renderChangeSet(context: ActionContext, stack: StackDeployment, from: ChangeSetSource): RenderedAction {
  const roles = deploymentRoles(context, stack);
  context.artifactStore.allowReadByDeployRole(roles.deployRoleArn, from.artifactName);
  const atPath = (file: string) => `${from.artifactName}::${file}`;
  const overrides = parameterOverrides(context, stack, from.parameters);
  return {
    declaration: {
      name: context.actionName,
      actionTypeId: awsAction('Deploy', 'CloudFormation'),
      configuration: {
        ActionMode: 'CHANGE_SET_REPLACE',
        StackName: stack.stackName,
        ChangeSetName: CHANGE_SET_NAME,
        Capabilities: 'CAPABILITY_NAMED_IAM',
        RoleArn: roles.executionRoleArn,
        TemplatePath: atPath(from.template),
        ...(overrides === undefined ? {} : { ParameterOverrides: overrides }),
        ...(from.configuration === undefined ? {} : { TemplateConfiguration: atPath(from.configuration) }),
      },
      inputArtifacts: [{ name: from.artifactName }],
      roleArn: roles.deployRoleArn,
      runOrder: context.runOrder,
    },
  };
}

/** Executes the change set of a stack. With `captureOutputs`, the stack's outputs become variables. */
export function renderExecute(context: ActionContext, stack: StackDeployment, captureOutputs: boolean): RenderedAction {
  const roles = deploymentRoles(context, stack);
  return {
    declaration: {
      name: context.actionName,
      actionTypeId: awsAction('Deploy', 'CloudFormation'),
      configuration: {
        ActionMode: 'CHANGE_SET_EXECUTE',
        StackName: stack.stackName,
        ChangeSetName: CHANGE_SET_NAME,
      },
      ...(captureOutputs ? { namespace: context.namespaceOf(stack) } : {}),
      roleArn: roles.deployRoleArn,
      runOrder: context.runOrder,
    },
  };
}

/** Writes the tags of a stack beside its template, in the form in which the action takes them. */
function writeTemplateConfiguration(stack: StackDeployment): string | undefined {
  if (Object.keys(stack.tags).length === 0) {
    return undefined;
  }
  const file = `${stack.absoluteTemplatePath}.config.json`;
  fs.writeFileSync(file, JSON.stringify({ Tags: stack.tags }, undefined, 2));
  return file;
}
