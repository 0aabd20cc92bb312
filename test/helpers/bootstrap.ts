import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ACCOUNT, REGION, type TestRehearsal } from './rehearsal.ts';

/** Text of the bootstrap template. */
export const BOOTSTRAP_TEMPLATE = readFileSync(
  join(import.meta.dirname, '..', '..', 'policies', 'bootstrap.yaml'),
  'utf8',
);

const ROUNDS = 30;

export type BootstrapRole = 'cfn-exec' | 'deploy' | 'file-publishing' | 'image-publishing' | 'lookup';
/** ARN of a role of the bootstrap stack. */
export const bootstrapRole = (kind: BootstrapRole) =>
  `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-${kind}-role-${ACCOUNT}-${REGION}`;
/** The bucket of file assets. */
export const BOOTSTRAP_BUCKET = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;

/** Makes the bootstrap stack as an administrator, as `cdk bootstrap` does. */
export async function bootstrap(
  local: TestRehearsal,
  parameters: Readonly<Record<string, string>> = {},
): Promise<void> {
  const cloudformation = local.client(CloudFormationClient);
  const StackName = 'CDKToolkit';
  await cloudformation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: BOOTSTRAP_TEMPLATE,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    await local.clock.advance(10_000);
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks?.[0]?.StackStatus ?? '';
    if (status === 'CREATE_COMPLETE') return;
    if (!status.endsWith('_IN_PROGRESS')) throw new Error(`${StackName} is ${status}`);
  }
  throw new Error(`${StackName} never rests`);
}

/** What a client needs to act as a role of the rehearsal's account that the developer may assume. */
export async function actingAs(local: TestRehearsal, RoleArn: string) {
  const { Credentials } = await local
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return {
    region: REGION,
    endpoint: local.rehearsal.endpoint,
    credentials: { accessKeyId, secretAccessKey, sessionToken: SessionToken },
    maxAttempts: 1,
  };
}
