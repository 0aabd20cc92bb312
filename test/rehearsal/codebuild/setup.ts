import { setImmediate } from 'node:timers/promises';
import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuildClient,
  CreateProjectCommand,
  type CreateProjectCommandInput,
  StartBuildCommand,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
import * as stsSdk from '@aws-sdk/client-sts';
import type { Operations, Service } from '../../../rehearsal/kernel/service.ts';
import type { LogLine } from '../../../rehearsal/kernel/telemetry.ts';
import { codebuild } from '../../../rehearsal/services/codebuild/index.ts';
import { EMPTY_PROJECT } from '../../helpers/build-project.ts';
import { ACCOUNT, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/build`;

/** Roles are another service's affair: here every one may be assumed by everybody. */
export const anyRole: Service = {
  signingName: 'sts',
  sdk: stsSdk,
  operations: {
    AssumeRole: (input, context) => {
      const roleName = (input.RoleArn ?? '').split('/').at(-1);
      const issued = context.principals.issueSession(
        {
          kind: 'assumedRole',
          account: context.account,
          arn: `arn:aws:sts::${context.account}:assumed-role/${roleName}/${input.RoleSessionName}`,
          id: `AROATEST:${input.RoleSessionName}`,
          roleArn: input.RoleArn ?? '',
        },
        3600,
      );
      return {
        Credentials: {
          AccessKeyId: issued.accessKeyId,
          SecretAccessKey: issued.secretAccessKey,
          SessionToken: issued.sessionToken,
          Expiration: new Date(context.clock.now() + 3600_000),
        },
      };
    },
  } satisfies Operations<typeof stsSdk>,
};

export interface BuildLab {
  readonly local: TestRehearsal;
  readonly client: CodeBuildClient;
  /** Every line that a build logged. */
  readonly lines: LogLine[];
  createProject(change?: Partial<CreateProjectCommandInput>): Promise<string>;
  start(input: StartBuildCommandInput): Promise<string>;
  find(id: string): Promise<Build>;
  /** Starts a build of a new project with this buildspec and waits for its end. */
  build(buildspec: string, change?: Partial<CreateProjectCommandInput>): Promise<Build>;
  /** Waits until the build is over; the clock stands still while it runs. */
  finished(id: string): Promise<Build>;
  text(): string;
}

/** CodeBuild, with every line of its logs written down, also after a restart. */
export const logged = (lines: LogLine[]): Service => ({
  ...codebuild,
  start: (kernel) => kernel.telemetry.onLog((line) => lines.push(line)),
});

export async function startLab(services: readonly Service[] = []): Promise<BuildLab> {
  const lines: LogLine[] = [];
  return labOn(await startTestRehearsal([anyRole, logged(lines), ...services]), lines);
}

let projects = 0;

export function labOn(local: TestRehearsal, lines: LogLine[]): BuildLab {
  const client = local.client(CodeBuildClient);
  const lab: BuildLab = {
    local,
    client,
    lines,
    createProject: async (change = {}) => {
      const name = `project-${++projects}`;
      await client.send(
        new CreateProjectCommand({
          name,
          ...EMPTY_PROJECT,
          serviceRole: ROLE_ARN,
          ...change,
        }),
      );
      return change.name ?? name;
    },
    start: async (input) => (await client.send(new StartBuildCommand(input))).build?.id ?? '',
    find: async (id) => {
      const { builds } = await client.send(new BatchGetBuildsCommand({ ids: [id] }));
      const [build] = builds ?? [];
      if (build === undefined) throw new Error(`No build ${id}`);
      return build;
    },
    build: async (buildspec, change = {}) => {
      const projectName = await lab.createProject({ source: { type: 'NO_SOURCE', buildspec }, ...change });
      return lab.finished(await lab.start({ projectName }));
    },
    finished: async (id) => {
      await local.clock.advance(0);
      for (let build = await lab.find(id); ; build = await lab.find(id)) {
        if (build.buildComplete === true) return build;
        await setImmediate();
      }
    },
    text: () => lines.map((line) => line.message).join('\n'),
  };
  return lab;
}

/** `PHASE STATUS` of each phase. */
export const phasesOf = (build: Build): string[] =>
  (build.phases ?? []).map((phase) => `${phase.phaseType} ${phase.phaseStatus ?? ''}`.trim());
