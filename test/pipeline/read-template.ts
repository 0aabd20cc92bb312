import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';

const oneOrMore = z.union([z.unknown().array(), z.unknown().transform((one) => [one])]);

const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore.optional(),
  Principal: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
export type Statement = z.infer<typeof statement>;

const document = z.object({ Statement: statement.array() });
const managedPolicy = z.object({
  Properties: z.object({ PolicyDocument: document, Roles: z.object({ Ref: z.string() }).array().default([]) }),
});
const role = z.object({ Properties: z.object({ AssumeRolePolicyDocument: document }) });

const action = z.object({
  Name: z.string(),
  RunOrder: z.number(),
  ActionTypeId: z.object({ Category: z.string(), Owner: z.string(), Provider: z.string(), Version: z.string() }),
  Configuration: z.record(z.string(), z.unknown()),
  InputArtifacts: z.object({ Name: z.string() }).array().default([]),
  OutputArtifacts: z.object({ Name: z.string() }).array().default([]),
  Namespace: z.string().optional(),
  TimeoutInMinutes: z.number().optional(),
  RoleArn: z.union([z.string(), z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })]).optional(),
});
export type Action = z.infer<typeof action>;

const pipeline = z.object({
  DependsOn: z.string().array(),
  Properties: z.object({
    Stages: z
      .object({
        Name: z.string(),
        Actions: action.array(),
        BeforeEntry: z.unknown().optional(),
        OnSuccess: z.unknown().optional(),
        OnFailure: z.unknown().optional(),
      })
      .array(),
  }),
});

function resources(template: Template, type: string): [string, unknown][] {
  return Object.entries(template.findResources(type));
}

/** The one pipeline of the template. */
export function readPipeline(template: Template) {
  const [[, found] = []] = resources(template, 'AWS::CodePipeline::Pipeline');
  return pipeline.parse(found);
}

/** One action, by stage and name. */
export function readAction(template: Template, stageName: string, actionName: string): Action {
  const found = readPipeline(template)
    .Properties.Stages.find((stage) => stage.Name === stageName)
    ?.Actions.find((one) => one.Name === actionName);
  if (found === undefined) {
    throw new Error(`the template has no action ${stageName}/${actionName}`);
  }
  return found;
}

/** Logical id of the role of an action that is made in this template. */
export function roleOf(one: Action): string {
  if (one.RoleArn === undefined || typeof one.RoleArn === 'string') {
    throw new Error(`action ${one.Name} has no role of this template, but ${one.RoleArn ?? 'none'}`);
  }
  return one.RoleArn['Fn::GetAtt'][0];
}

/** All that a role of this template may do. */
export function rightsOf(template: Template, roleLogicalId: string): Statement[] {
  return resources(template, 'AWS::IAM::ManagedPolicy')
    .map(([, resource]) => managedPolicy.parse(resource).Properties)
    .filter((policy) => policy.Roles.some((attached) => attached.Ref === roleLogicalId))
    .flatMap((policy) => policy.PolicyDocument.Statement);
}

/** Every role with whoever may assume it, by logical id. */
export function readTrusts(template: Template): Map<string, Statement[]> {
  return new Map(
    resources(template, 'AWS::IAM::Role').map(([id, resource]) => [
      id,
      role.parse(resource).Properties.AssumeRolePolicyDocument.Statement,
    ]),
  );
}

/** Logical id of the service role of a build project. */
export function buildRoleOf(template: Template, projectName: string): string {
  const project = z.object({
    Properties: z.object({
      Name: z.string(),
      ServiceRole: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
    }),
  });
  for (const [, resource] of resources(template, 'AWS::CodeBuild::Project')) {
    const { Properties: properties } = project.parse(resource);
    if (properties.Name === projectName) {
      return properties.ServiceRole['Fn::GetAtt'][0];
    }
  }
  throw new Error(`the template has no build project ${projectName}`);
}

/** Statements of every policy of a type that hangs on a resource: bucket, topic and key policies. */
export function resourceStatements(template: Template, type: string, property: string): Statement[] {
  return resources(template, type).flatMap(([, resource]) => {
    const { Properties: properties } = z.object({ Properties: z.record(z.string(), z.unknown()) }).parse(resource);
    return document.parse(properties[property]).Statement;
  });
}

/** Actions of the statements that allow something, sorted. */
export function allowedActions(statements: readonly Statement[]): unknown[] {
  return [...new Set(statements.filter((s) => s.Effect === 'Allow').flatMap((s) => s.Action))].sort();
}
