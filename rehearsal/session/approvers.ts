import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  EntityAlreadyExistsException,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsClients } from './aws-clients.ts';
import type { EndpointProcess } from './endpoint-process.ts';

/** A client of somebody who may answer the approval of this stage of the pipeline, and can do nothing else. */
export type ApproverOf = (stageName: string) => Promise<CodePipelineClient>;

/** The output of the pipeline's stack that has the role: `ApproveProd` is answered with `ApproverRoleProd`. */
const outputOf = (stageName: string): string => `ApproverRole${approved(stageName)}`;
const approved = (stageName: string): string => stageName.replace(/^Approve/, '');

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
function keysOf(
  given: {
    AccessKeyId?: string | undefined;
    SecretAccessKey?: string | undefined;
    SessionToken?: string | undefined;
  } = {},
): Keys {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given;
  if (accessKeyId === undefined || secretAccessKey === undefined) throw new Error('IAM or STS answered no keys');
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/**
 * Approvals are answered as on an account of a team: by a person who has the tag of the stage and does not push, with the
 * role that the pipeline's stack has for it. Who makes the person is the administrator at the keyboard.
 */
export function approversOf(endpoint: EndpointProcess, clients: AwsClients, stackName: string): ApproverOf {
  const { iam, cloudformation } = clients;
  const common = { endpoint: endpoint.url, region: endpoint.region, maxAttempts: 1 };
  const people = new Map<string, Promise<Keys>>();

  const roleOf = async (stageName: string): Promise<string> => {
    const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
    const output = stack?.Outputs?.find(({ OutputKey }) => OutputKey === outputOf(stageName));
    if (output?.OutputValue === undefined)
      throw new Error(`The stack ${stackName} has no output ${outputOf(stageName)}: nobody may answer ${stageName}`);
    return output.OutputValue;
  };

  const person = async (stageName: string, roleArn: string): Promise<Keys> => {
    const UserName = `approver-of-${approved(stageName)}`;
    const Tags = [{ Key: 'slipway:approves', Value: approved(stageName) }];
    await iam.send(new CreateUserCommand({ UserName, Tags })).catch((error: unknown) => {
      if (!(error instanceof EntityAlreadyExistsException)) throw error;
    });
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn }],
    });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'become-approver', PolicyDocument }));
    // Of an earlier rehearsal on the same folder: nobody has their secrets any more, and a user has two keys at most.
    const { AccessKeyMetadata: old = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
    for (const { AccessKeyId } of old) await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    return keysOf((await iam.send(new CreateAccessKeyCommand({ UserName }))).AccessKey);
  };

  return async (stageName) => {
    const RoleArn = await roleOf(stageName);
    const known = people.get(stageName) ?? person(stageName, RoleArn);
    people.set(stageName, known);
    const sts = new STSClient({ ...common, credentials: await known });
    const RoleSessionName = `approver-of-${approved(stageName)}`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
    return new CodePipelineClient({ ...common, credentials: keysOf(Credentials) });
  };
}
