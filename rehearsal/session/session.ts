import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { EnforceMode } from '../kernel/access.ts';
import { type ApproverOf, approversOf } from './approvers.ts';
import { type AwsClients, createAwsClients } from './aws-clients.ts';
import { clientEnvironment } from './client-environment.ts';
import { runCommand } from './command.ts';
import { type ControlClient, createControlClient } from './control-client.ts';
import { type EndpointProcess, startEndpointProcess } from './endpoint-process.ts';
import { type ProjectSettings, readProjectSettings } from './project-settings.ts';
import { openWorkspace, type Remote, type Workspace } from './workspace.ts';

/** What the pipeline's stack calls things. */
export const PIPELINE_STACK = 'SlipwayPipeline';
export const PROD = 'Prod';
/** Where the security approver decides, long before anything is deployed. */
export const PERMISSIONS_APPROVAL = 'ApprovePermissions';

export interface SessionOptions {
  readonly projectRoot: string;
  /** Where everything of this rehearsal is kept. */
  readonly folder: string;
  readonly port: number;
  readonly speed: number;
  readonly enforce?: EnforceMode | undefined;
  readonly organizationPolicy?: string | undefined;
  /** Told of each step when it ends. */
  readonly onStep: (name: string, wallMs: number) => void;
  readonly signal: AbortSignal;
}

/** A rehearsal under way: an endpoint, the pipeline deployed to it, and a workspace to push from. */
export interface Session {
  readonly options: SessionOptions;
  readonly project: ProjectSettings;
  readonly endpoint: EndpointProcess;
  readonly clients: AwsClients;
  readonly approverOf: ApproverOf;
  readonly control: ControlClient;
  readonly workspace: Workspace;
  readonly remote: Remote;
  /** Times one step of the rehearsal by the wall clock. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Kills the endpoint as a crash would, and starts it again on the same folder and port. Traffic is not started again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the endpoint, or one that goes on from what the folder holds. */
export async function openSession(options: SessionOptions): Promise<Session> {
  mkdirSync(options.folder, { recursive: true });
  const project = readProjectSettings(join(options.projectRoot, 'cdk.json'));
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startMs = performance.now();
    const result = await work();
    options.onStep(name, performance.now() - startMs);
    return result;
  };
  const [started, workspace] = await Promise.all([
    step('start the endpoint', () =>
      startEndpointProcess({
        folder: options.folder,
        port: options.port,
        speed: options.speed,
        enforce: options.enforce,
        organizationPolicy: options.organizationPolicy,
      }),
    ),
    step('copy the working tree', () => openWorkspace(options.projectRoot, join(options.folder, 'workspace'))),
  ]);
  const { url, accessKeyId, secretAccessKey } = started;
  const clients = createAwsClients(started);
  let endpoint = started;
  return {
    options,
    project,
    get endpoint() {
      return endpoint;
    },
    workspace,
    clients,
    approverOf: approversOf(started, clients, PIPELINE_STACK),
    control: createControlClient(url, started),
    remote: {
      endpointUrl: url,
      accessKeyId,
      secretAccessKey,
      repository: project.repositoryName,
      branch: project.branch,
    },
    step,
    crash: async () => {
      await endpoint.kill();
      const port = Number(new URL(url).port);
      endpoint = await step('start the endpoint again', () => startEndpointProcess({ ...options, port }));
    },
    stop: () => endpoint.stop(),
  };
}

async function isDeployed({ clients }: Session): Promise<boolean> {
  const { Stacks = [] } = await clients.cloudformation.send(new DescribeStacksCommand({}));
  return Stacks.some((stack) => stack.StackName === PIPELINE_STACK && stack.StackStatus?.endsWith('_COMPLETE'));
}

/**
 * Bootstraps the account and deploys the pipeline with the CDK command line, as `npm run deploy` does on a real account.
 * Does nothing when an earlier run on the same folder did it.
 * @throws CommandFailed with what the CDK said
 */
export async function deployPipeline(session: Session): Promise<void> {
  if (await isDeployed(session)) return;
  const { options, endpoint, step } = session;
  const home = join(options.folder, 'home');
  mkdirSync(home, { recursive: true });
  const assembly = join(options.folder, 'assembly');
  const env: NodeJS.ProcessEnv = {
    ...clientEnvironment(endpoint, home),
    CDK_DEFAULT_ACCOUNT: endpoint.account,
    CDK_DEFAULT_REGION: endpoint.region,
    CI: 'true',
  };
  const cdkFile = join(options.projectRoot, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const cdk = (cwd: string, ...args: string[]) =>
    runCommand(process.execPath, [cdkFile, '--no-notices', '--no-version-reporting', ...args], {
      cwd,
      env: { ...env, PATH: `${join(options.projectRoot, 'node_modules', '.bin')}:${env.PATH ?? ''}` },
      signal: options.signal,
    });
  // Two cores: the assembly is made while the account is prepared.
  await Promise.all([
    step('cdk bootstrap', () =>
      // Outside of the project, where the CDK finds no app that it would have to run first.
      cdk(
        options.folder,
        'bootstrap',
        `aws://${endpoint.account}/${endpoint.region}`,
        '--template',
        join(options.projectRoot, 'policies', 'bootstrap.yaml'),
        '--bootstrap-customer-key',
      ),
    ),
    step('cdk synth', () => cdk(options.projectRoot, 'synth', '--quiet', '--output', assembly)),
  ]);
  await step('cdk deploy', () =>
    cdk(options.projectRoot, 'deploy', PIPELINE_STACK, '--app', assembly, '--require-approval', 'never'),
  );
}
