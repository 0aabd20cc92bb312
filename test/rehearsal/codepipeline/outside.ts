import * as cloudformationSdk from '@aws-sdk/client-cloudformation';
import * as codebuildSdk from '@aws-sdk/client-codebuild';
import * as codecommitSdk from '@aws-sdk/client-codecommit';
import { ServiceError } from '../../../rehearsal/kernel/errors.ts';
import type { Context, Service } from '../../../rehearsal/kernel/service.ts';

/** The services that a pipeline works on, moved by the test. They live outside a rehearsal, so they survive its restart. */
export interface Outside {
  readonly services: readonly Service[];
  /** The head of the branch `main`; undefined before anybody has pushed. */
  head: { commitId: string; message: string } | undefined;
  readonly builds: Map<string, Build>;
  readonly stacks: Map<string, Stack>;
  /** How change sets come out. */
  newChangeSets: { status: string; reason?: string };
}
export interface Build {
  readonly input: codebuildSdk.StartBuildCommandInput;
  /** Who started it, as STS names the session. */
  readonly caller: string;
  answer: codebuildSdk.Build;
}
export interface Stack {
  status: string;
  readonly changeSets: Map<
    string,
    { id: string; input: cloudformationSdk.CreateChangeSetCommandInput; status: string; reason?: string }
  >;
  readonly executed: string[];
  outputs: Record<string, string>;
  reason?: string;
}

export function createOutside(): Outside {
  const outside: Outside = {
    services: [],
    head: { commitId: 'c1', message: 'First' },
    builds: new Map(),
    stacks: new Map(),
    newChangeSets: { status: 'CREATE_COMPLETE' },
  };
  const codebuild: Service = {
    signingName: 'codebuild',
    sdk: codebuildSdk,
    operations: {
      StartBuild: (input: codebuildSdk.StartBuildCommandInput, { principal }: Context) => {
        const id = `${input.projectName}:${outside.builds.size + 1}`;
        const answer = { id, buildStatus: 'IN_PROGRESS' as const };
        outside.builds.set(id, { input, caller: principal.arn, answer });
        return { build: answer };
      },
      BatchGetBuilds: ({ ids }: codebuildSdk.BatchGetBuildsCommandInput) => ({
        builds: (ids ?? []).flatMap((id) => outside.builds.get(id)?.answer ?? []),
      }),
    },
  };
  const codecommit: Service = {
    signingName: 'codecommit',
    sdk: codecommitSdk,
    operations: {
      GetBranch: ({ branchName }: codecommitSdk.GetBranchCommandInput) => {
        if (branchName !== 'main' || outside.head === undefined)
          throw new ServiceError('BranchDoesNotExistException', `Branch ${branchName} does not exist`);
        return { branch: { branchName, commitId: outside.head.commitId } };
      },
      GetCommit: ({ commitId }: codecommitSdk.GetCommitCommandInput) => ({
        commit: {
          commitId,
          message: outside.head?.message,
          author: { date: '1767225600 +0000' },
          committer: { date: '1767225600 +0000' },
        },
      }),
      GetDifferences: ({ beforeCommitSpecifier, afterCommitSpecifier }: codecommitSdk.GetDifferencesCommandInput) => ({
        differences: [{ changeType: 'M', afterBlob: { path: `${beforeCommitSpecifier}-${afterCommitSpecifier}.ts` } }],
      }),
    },
  };
  return Object.assign(outside, { services: [codebuild, codecommit, cloudFormation(outside)] });
}

const arnOf = (name: string) => `arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}/1`;

function cloudFormation(outside: Outside): Service {
  const find = (name: string | undefined) =>
    [...outside.stacks].find(([stack]) => stack === name || arnOf(stack) === name);
  const findSet = (id: string | undefined, name: string | undefined) => {
    for (const [stackName, stack] of outside.stacks)
      for (const [setName, set] of stack.changeSets)
        if (set.id === id || (setName === id && stackName === name)) return { stackName, stack, setName, set };
    throw new ServiceError('ChangeSetNotFoundException', `ChangeSet [${id}] does not exist`);
  };
  return {
    signingName: 'cloudformation',
    sdk: cloudformationSdk,
    operations: {
      DescribeStacks: ({ StackName }: cloudformationSdk.DescribeStacksCommandInput) => {
        const [name, stack] = find(StackName) ?? [];
        if (name === undefined || stack === undefined)
          throw new ServiceError('ValidationError', `Stack with id ${StackName} does not exist`, 400);
        return {
          Stacks: [
            {
              StackName: name,
              StackId: arnOf(name),
              StackStatus: stack.status,
              ...(stack.reason === undefined ? {} : { StackStatusReason: stack.reason }),
              CreationTime: new Date(0),
              Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
            },
          ],
        };
      },
      DescribeStackEvents: () => ({ StackEvents: [] }),
      CreateChangeSet: (input: cloudformationSdk.CreateChangeSetCommandInput) => {
        const name = input.StackName ?? '';
        const stack = outside.stacks.get(name) ?? {
          status: 'REVIEW_IN_PROGRESS',
          changeSets: new Map(),
          executed: [],
          outputs: {},
        };
        outside.stacks.set(name, stack);
        const id = `arn:aws:cloudformation:eu-west-1:111122223333:changeSet/${input.ChangeSetName}/${input.ClientToken}`;
        stack.changeSets.set(input.ChangeSetName ?? '', { id, input, ...outside.newChangeSets });
        return { Id: id, StackId: arnOf(name) };
      },
      DeleteChangeSet: ({ ChangeSetName, StackName }: cloudformationSdk.DeleteChangeSetCommandInput) => {
        const { stack, setName } = findSet(ChangeSetName, StackName);
        stack.changeSets.delete(setName);
        return {};
      },
      DescribeChangeSet: ({ ChangeSetName, StackName }: cloudformationSdk.DescribeChangeSetCommandInput) => {
        const { stackName, stack, setName, set } = findSet(ChangeSetName, StackName);
        return {
          ChangeSetName: setName,
          ChangeSetId: set.id,
          StackId: arnOf(stackName),
          StackName: stackName,
          Status: set.status,
          ...(set.reason === undefined ? {} : { StatusReason: set.reason }),
          ExecutionStatus: stack.executed.includes(set.id) ? 'EXECUTE_IN_PROGRESS' : 'AVAILABLE',
        };
      },
      ExecuteChangeSet: ({ ChangeSetName }: cloudformationSdk.ExecuteChangeSetCommandInput) => {
        const { stack, set } = findSet(ChangeSetName, undefined);
        stack.executed.push(set.id);
        stack.status = stack.status === 'REVIEW_IN_PROGRESS' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
        return {};
      },
    },
  };
}
