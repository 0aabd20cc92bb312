import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
} from '@aws-sdk/client-codepipeline';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { zipOf } from '../../../rehearsal/services/codepipeline/artifacts.ts';
import { codepipeline } from '../../../rehearsal/services/codepipeline/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sns } from '../../../rehearsal/services/sns/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { createOutside, type Outside } from './outside.ts';

export const PIPELINE_ROLE = `arn:aws:iam::${ACCOUNT}:role/pipeline`;
export const ACTION_ROLE = `arn:aws:iam::${ACCOUNT}:role/action`;
export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:approvers`;

const provider = (category: 'Source' | 'Build' | 'Approval' | 'Deploy', name: string) => ({
  category,
  owner: 'AWS' as const,
  provider: name,
  version: '1',
});

/** Source, a build with two artifacts, an approval, and a stack by change set. */
export const RELEASE: PipelineDeclaration = {
  name: 'a-release-with-a-rather-long-name',
  roleArn: PIPELINE_ROLE,
  artifactStore: { type: 'S3', location: 'artifacts' },
  pipelineType: 'V2',
  executionMode: 'SUPERSEDED',
  stages: [
    {
      name: 'Source',
      actions: [
        {
          name: 'Checkout',
          actionTypeId: provider('Source', 'CodeCommit'),
          configuration: { RepositoryName: 'students', BranchName: 'main', PollForSourceChanges: 'false' },
          outputArtifacts: [{ name: 'SourceCodeOfTheRelease' }],
          namespace: 'Source',
        },
      ],
    },
    {
      name: 'Build',
      actions: [
        {
          name: 'Synth',
          actionTypeId: provider('Build', 'CodeBuild'),
          configuration: {
            ProjectName: 'build',
            EnvironmentVariables: JSON.stringify([
              { name: 'MESSAGE', value: '#{Source.CommitMessage}', type: 'PLAINTEXT' },
            ]),
          },
          inputArtifacts: [{ name: 'SourceCodeOfTheRelease' }],
          outputArtifacts: [{ name: 'Assembly' }, { name: 'Tests' }],
          namespace: 'Build',
          roleArn: ACTION_ROLE,
        },
      ],
    },
    {
      name: 'Approve',
      actions: [
        {
          name: 'Ask',
          actionTypeId: provider('Approval', 'Manual'),
          configuration: {
            NotificationArn: TOPIC,
            CustomData: 'Release #{Build.VERSION}',
            ExternalEntityLink: 'https://example.com/d',
          },
          timeoutInMinutes: 60,
        },
      ],
    },
    {
      name: 'Prod',
      actions: [
        {
          name: 'Prepare',
          actionTypeId: provider('Deploy', 'CloudFormation'),
          configuration: {
            ActionMode: 'CHANGE_SET_REPLACE',
            StackName: 'Prod',
            ChangeSetName: 'Change',
            TemplatePath: 'Assembly::nested/prod.template.json',
            Capabilities: 'CAPABILITY_NAMED_IAM',
            ParameterOverrides: '{"Version":"#{Build.VERSION}"}',
          },
          inputArtifacts: [{ name: 'Assembly' }],
        },
        {
          name: 'Deploy',
          actionTypeId: provider('Deploy', 'CloudFormation'),
          configuration: { ActionMode: 'CHANGE_SET_EXECUTE', StackName: 'Prod', ChangeSetName: 'Change' },
          runOrder: 2,
          namespace: 'Prod',
        },
      ],
    },
  ],
};

/** The files of an artifact that a build leaves. */
type FilesOf = (artifact: string) => Readonly<Record<string, string>>;
const described: FilesOf = (artifact) => ({ 'nested/prod.template.json': `{"Description":"${artifact}"}` });

export interface Release {
  local: TestRehearsal;
  readonly outside: Outside;
  client(): CodePipelineClient;
  /** Lets everything that can happen now happen. */
  settle(): Promise<void>;
  /** Ends a build, after it has stored its artifacts, and tells of it as CodeBuild does. */
  endBuild(id: string, status: 'SUCCEEDED' | 'FAILED', filesOf?: FilesOf): Promise<void>;
  /** `stage/action` and status of every action of the newest execution. */
  actions(): Promise<string[]>;
  executions(): Promise<(string | undefined)[]>;
  token(stage: string): Promise<string>;
}

export async function startRelease(more: readonly Service[] = []): Promise<Release> {
  const outside = createOutside();
  const local = await startTestRehearsal([codepipeline, iam, s3, sns, sts, ...outside.services, ...more]);
  const iamClient = local.client(IAMClient);
  const trust = (Principal: Record<string, string>) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] });
  const role = (RoleName: string, principal: Record<string, string>) =>
    iamClient.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(principal) }));
  await role('pipeline', { Service: 'codepipeline.amazonaws.com' });
  await iamClient.send(new GetRoleCommand({ RoleName: 'pipeline' }));
  await role('action', { AWS: PIPELINE_ROLE });
  await local
    .client(S3Client)
    .send(new CreateBucketCommand({ Bucket: 'artifacts', CreateBucketConfiguration: { LocationConstraint: REGION } }));
  const topics = local.client(SNSClient);
  await topics.send(new CreateTopicCommand({ Name: 'approvers' }));
  await topics.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'email', Endpoint: 'approver@example.com' }));

  const name = RELEASE.name ?? '';
  const release: Release = {
    local,
    outside,
    client: () => release.local.client(CodePipelineClient),
    settle: () => release.local.clock.advance(0),
    endBuild: async (id, status, filesOf = described) => {
      const build = outside.builds.get(id);
      if (build === undefined) throw new Error(`no build ${id}`);
      const s3Client = release.local.client(S3Client);
      for (const { artifactIdentifier, location, path, name: key } of build.input.secondaryArtifactsOverride ?? [])
        await s3Client.send(
          new PutObjectCommand({
            Bucket: location,
            Key: `${path}/${key}`,
            Body: await zipOf(filesOf(artifactIdentifier ?? '')),
          }),
        );
      build.answer = {
        id,
        buildStatus: status,
        exportedEnvironmentVariables: [{ name: 'VERSION', value: `v${outside.builds.size}` }],
        phases: [
          { phaseType: 'INSTALL', phaseStatus: 'SUCCEEDED' },
          {
            phaseType: 'BUILD',
            phaseStatus: status,
            contexts: [{ statusCode: 'COMMAND_EXECUTION_ERROR', message: 'npm test: exit status 1' }],
          },
        ],
      };
      release.local.rehearsal.kernel.bus.publish({
        source: 'aws.codebuild',
        'detail-type': 'CodeBuild Build State Change',
        account: ACCOUNT,
        region: REGION,
        resources: [],
        detail: { 'build-id': `arn:aws:codebuild:${REGION}:${ACCOUNT}:build/${id}`, 'build-status': status },
      });
      await release.settle();
    },
    actions: async () => {
      const [pipelineExecutionId] = await release.executions();
      const { actionExecutionDetails } = await release.client().send(
        new ListActionExecutionsCommand({
          pipelineName: name,
          filter: { pipelineExecutionId: pipelineExecutionId?.split(' ')[0] },
        }),
      );
      return (actionExecutionDetails ?? []).map((one) => `${one.stageName}/${one.actionName} ${one.status}`).reverse();
    },
    executions: async () => {
      const { pipelineExecutionSummaries } = await release
        .client()
        .send(new ListPipelineExecutionsCommand({ pipelineName: name }));
      return (pipelineExecutionSummaries ?? []).map((one) => `${one.pipelineExecutionId} ${one.status}`);
    },
    token: async (stage) => {
      const { stageStates } = await release.client().send(new GetPipelineStateCommand({ name }));
      const state = stageStates?.find(({ stageName }) => stageName === stage)?.actionStates?.[0];
      return state?.latestExecution?.token ?? '';
    },
  };
  return release;
}
