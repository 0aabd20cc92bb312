import { z } from 'zod';
import { Refused } from './refused.ts';

/** An alias that a stack's template puts on one version, and that CodeDeploy shifts. */
export interface TemplateAlias {
  readonly logicalId: string;
  readonly functionName: string;
  readonly aliasName: string;
  /** The version that the template says. */
  readonly version: string;
  readonly group: { readonly applicationName: string; readonly deploymentGroupName: string };
}

/** The physical id of each resource of a stack, by logical id. */
export type PhysicalIds = ReadonlyMap<string, string>;

const ref = z.strictObject({ Ref: z.string() });
const versionOf = z.strictObject({
  'Fn::GetAtt': z.union([
    z.tuple([z.string(), z.literal('Version')]),
    z
      .string()
      .regex(/^\w+\.Version$/)
      .transform((text) => text.split('.')),
  ]),
});
const name = z.union([z.string(), ref]);
const alias = z.object({
  Type: z.literal('AWS::Lambda::Alias'),
  Properties: z.object({ FunctionVersion: z.union([z.string(), z.number().transform(String), versionOf]) }),
  UpdatePolicy: z.object({
    CodeDeployLambdaAliasUpdate: z.object({ ApplicationName: name, DeploymentGroupName: name }),
  }),
});
const template = z.object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/**
 * The aliases of a stack that CodeDeploy shifts, with the version that its template says for each.
 *
 * @param body the template as CloudFormation gives it, JSON
 * @throws Refused when the template cannot be read that far: a guess would move traffic
 */
export function aliasesOf(stackName: string, body: string, physicalIds: PhysicalIds): TemplateAlias[] {
  const physical = (logicalId: string) => {
    const id = physicalIds.get(logicalId);
    if (id === undefined) throw unreadable(stackName, `its resource ${logicalId} does not exist`);
    return id;
  };
  const named = (value: z.infer<typeof name>) => (typeof value === 'string' ? value : physical(value.Ref));
  return Object.entries(resourcesOf(stackName, body)).flatMap(([logicalId, resource]) => {
    if (resource.Type !== 'AWS::Lambda::Alias' || resource.UpdatePolicy === undefined) return [];
    const read = alias.safeParse(resource);
    if (!read.success)
      throw unreadable(
        stackName,
        `the version of its alias ${logicalId} is not a Fn::GetAtt of a version: ${read.error.issues[0]?.message}`,
      );
    const { FunctionVersion: version } = read.data.Properties;
    const { ApplicationName, DeploymentGroupName } = read.data.UpdatePolicy.CodeDeployLambdaAliasUpdate;
    // arn:<partition>:lambda:<region>:<account>:function:<function>:<alias>
    const [functionName, aliasName] = physical(logicalId).split(':').slice(-2);
    const number =
      typeof version === 'string'
        ? version
        : physical(version['Fn::GetAtt'][0] ?? '')
            .split(':')
            .at(-1);
    if (functionName === undefined || aliasName === undefined || number === undefined)
      throw unreadable(stackName, `the ARN of its alias ${logicalId} is ${physical(logicalId)}`);
    return {
      logicalId,
      functionName,
      aliasName,
      version: number,
      group: { applicationName: named(ApplicationName), deploymentGroupName: named(DeploymentGroupName) },
    };
  });
}

function resourcesOf(stackName: string, body: string) {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(stackName, `it is not JSON (${error.message})`);
  }
  return template.parse(document).Resources;
}

const unreadable = (stackName: string, why: string) =>
  new Refused(
    `The template of the stack ${stackName} does not say where its aliases belong: ${why}`,
    'Put the alias on its version with aws lambda update-alias.',
  );
