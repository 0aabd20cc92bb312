import type { ProjectSettings } from '../../session/project-settings.ts';
/*
 * What somebody would try who got code into a build, or into a hook: the attempts as the pushed code makes them, with the
 * credentials that it finds there. Each is printed with how it ended.
 */

/** What is tried, and how the refusal begins. */
export interface Attempt {
  readonly what: string;
  /** The package of the client. */
  readonly sdk: string;
  readonly client: string;
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const attempt = (what: string, service: string, command: string, input: Attempt['input']): Attempt => ({
  what,
  sdk: `@aws-sdk/client-${service.toLowerCase()}`,
  client: `${service}Client`,
  command: `${command}Command`,
  input,
});

const anyTrust = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
  });

/** Of the role of the Build project. `artifacts` is the bucket that the pipeline keeps its artifacts in. */
export const attemptsOfBuild = (
  { pipelineName, repositoryName, branch }: ProjectSettings,
  account: string,
  region: string,
  artifacts: string,
): readonly Attempt[] => [
  attempt('approve a release', 'CodePipeline', 'PutApprovalResult', {
    pipelineName,
    stageName: 'ApproveProd',
    actionName: 'Approve',
    token: '00000000-0000-4000-8000-000000000000',
    result: { status: 'Approved', summary: 'by a build' },
  }),
  attempt('let a release past its gates', 'CodePipeline', 'OverrideStageCondition', {
    pipelineName,
    stageName: 'Prod',
    pipelineExecutionId: '00000000-0000-4000-8000-000000000000',
    conditionType: 'BEFORE_ENTRY',
  }),
  attempt('push to main', 'CodeCommit', 'CreateCommit', {
    repositoryName,
    branchName: branch,
    putFiles: [{ filePath: 'hostile.txt', fileContent: new Uint8Array([1]) }],
  }),
  attempt('read the table of Prod', 'DynamoDB', 'GetItem', {
    TableName: 'Prod-StudentDetails',
    Key: { Roll: { S: 'T-0001' } },
  }),
  attempt('replace the code of Prod', 'Lambda', 'UpdateFunctionCode', {
    FunctionName: 'Prod-getStudentDetails',
    ZipFile: new Uint8Array([1]),
  }),
  attempt('move the alias of Prod', 'Lambda', 'UpdateAlias', {
    FunctionName: 'Prod-getStudentDetails',
    Name: 'live',
    FunctionVersion: '1',
  }),
  attempt('create a role without a boundary', 'IAM', 'CreateRole', {
    RoleName: 'hostile',
    AssumeRolePolicyDocument: anyTrust(account),
  }),
  attempt('assume the role that deploys', 'STS', 'AssumeRole', {
    RoleArn: `arn:aws:iam::${account}:role/cdk-hnb659fds-deploy-role-${account}-${region}`,
    RoleSessionName: 'hostile',
  }),
  attempt('exchange the source of a release', 'S3', 'PutObject', {
    Bucket: artifacts,
    Key: 'slipway/Source/hostile',
    Body: 'x',
  }),
  attempt('exchange what the stages are deployed from', 'S3', 'PutObject', {
    Bucket: artifacts,
    Key: 'slipway/Sealed/hostile',
    Body: 'x',
  }),
  attempt('delete an alarm', 'CloudWatch', 'DeleteAlarms', { AlarmNames: ['Prod-getStudentDetails-error-rate'] }),
];

/** A module that makes the attempts one after the other, prints a line for each, and ends with 1. */
export function attemptsModule(attempts: readonly Attempt[]): string {
  const packages = [...new Set(attempts.map(({ sdk }) => sdk))];
  const imports = packages.map((sdk, index) => `import * as sdk${index} from '${sdk}';`);
  const calls = attempts.map(({ what, sdk, client, command, input }) => {
    const from = `sdk${packages.indexOf(sdk)}`;
    return `await attempt(${JSON.stringify(what)}, () => new ${from}.${client}({}).send(new ${from}.${command}(${literal(input)})));`;
  });
  return `${imports.join('\n')}

async function attempt(what, send) {
  try {
    await send();
    console.log(\`SUCCEEDED: \${what}\`);
  } catch (error) {
    console.log(\`REFUSED: \${what}: \${error.name}: \${error.message}\`);
  }
}
${calls.join('\n')}
process.exitCode = 1;
`;
}

/** As JavaScript, where JSON has no bytes. */
function literal(value: unknown): string {
  if (value instanceof Uint8Array) return `new Uint8Array([${[...value].join(', ')}])`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${literal(inner)}`)
    .join(', ')} }`;
}
