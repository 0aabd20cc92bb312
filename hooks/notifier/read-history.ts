import { type CodeCommitClient, GetCommitCommand } from '@aws-sdk/client-codecommit';
import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListRuleExecutionsCommand,
  type PipelineDeclaration,
  type PipelineExecutionSummary,
  paginateListActionExecutions,
  paginateListPipelineExecutions,
  type RuleExecutionDetail,
} from '@aws-sdk/client-codepipeline';
import { toActionRun, toApproval, toRelease } from './history.ts';
import { readOrWhy } from './read-or-why.ts';
import type { ReleaseFacts, WaitingApproval } from './release.ts';

export interface HistoryClients {
  readonly codepipeline: CodePipelineClient;
  readonly codecommit: CodeCommitClient;
}

/** Which pipeline, where, of which repository. */
export interface Where {
  readonly pipelineName: string;
  readonly region: string;
  readonly repositoryName: string;
}

async function readExecution(
  client: CodePipelineClient,
  pipelineName: string,
  executionId: string,
): Promise<PipelineExecutionSummary> {
  for await (const { pipelineExecutionSummaries = [] } of paginateListPipelineExecutions(
    { client },
    { pipelineName },
  )) {
    const found = pipelineExecutionSummaries.find((one) => one.pipelineExecutionId === executionId);
    if (found !== undefined) return found;
  }
  throw new Error(`the history of ${pipelineName} has no execution ${executionId}`);
}

async function readActions(client: CodePipelineClient, pipelineName: string, pipelineExecutionId: string) {
  const details: ActionExecutionDetail[] = [];
  const pages = paginateListActionExecutions({ client }, { pipelineName, filter: { pipelineExecutionId } });
  for await (const { actionExecutionDetails = [] } of pages) details.push(...actionExecutionDetails);
  return details;
}

async function readRules(client: CodePipelineClient, pipelineName: string, pipelineExecutionId: string) {
  const details: RuleExecutionDetail[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListRuleExecutionsCommand({ pipelineName, filter: { pipelineExecutionId }, nextToken }),
    );
    details.push(...(page.ruleExecutionDetails ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return details;
}

/** A release as CodePipeline's history and the repository tell it. */
export async function readRelease(
  { codepipeline, codecommit }: HistoryClients,
  { pipelineName, region, repositoryName }: Where,
  executionId: string,
  withRules: boolean,
): Promise<ReleaseFacts> {
  const [summary, actions, rules] = await Promise.all([
    readExecution(codepipeline, pipelineName, executionId),
    readActions(codepipeline, pipelineName, executionId),
    withRules ? readRules(codepipeline, pipelineName, executionId) : [],
  ]);
  const release = toRelease(summary, actions, rules);
  const author = await readOrWhy(async () => {
    if (release.commit === undefined) return undefined;
    const { commit } = await codecommit.send(new GetCommitCommand({ repositoryName, commitId: release.commit.id }));
    return commit?.author?.name;
  });
  return { ...release, pipelineName, region, author };
}

export async function readDeclaration(client: CodePipelineClient, name: string): Promise<PipelineDeclaration> {
  const { pipeline } = await client.send(new GetPipelineCommand({ name }));
  if (pipeline === undefined) throw new Error(`GetPipeline answered no declaration of ${name}`);
  return pipeline;
}

/** All approvals of a pipeline that wait now, whatever stages it has. */
export async function readWaiting(client: CodePipelineClient, name: string): Promise<WaitingApproval[]> {
  const [declaration, { stageStates = [] }] = await Promise.all([
    readDeclaration(client, name),
    client.send(new GetPipelineStateCommand({ name })),
  ]);
  const waiting: WaitingApproval[] = [];
  for (const { stageName, actionStates = [], latestExecution } of stageStates) {
    const executionId = latestExecution?.pipelineExecutionId;
    const open = actionStates.filter(
      // Only an approval that waits has a token.
      ({ latestExecution: run }) => run?.status === 'InProgress' && run.token !== undefined,
    );
    if (executionId === undefined || open.length === 0) continue;
    const runs = (await readActions(client, name, executionId)).map(toActionRun);
    for (const { latestExecution: run } of open) {
      const found = runs.find(({ id }) => id === run?.actionExecutionId);
      if (found !== undefined && found.stage === stageName) waiting.push(toApproval(executionId, found, declaration));
    }
  }
  return waiting;
}
