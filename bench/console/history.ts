import type { ActionDeclaration, PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import type { ActionRun, Execution, Pipeline, StageRun } from '../../rehearsal/services/codepipeline/state.ts';

/* A long pipeline with a long history, as CodePipeline would have kept it. */

export const PIPELINE = 'long';
export const STAGES = 20;
export const EXECUTIONS = 500;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** One release in so many failed in its last stage. */
const FAILS_EVERY = 9;

const action = (
  name: string,
  category: 'Source' | 'Build' | 'Approval' | 'Deploy',
  provider: string,
  more: Partial<ActionDeclaration> = {},
): ActionDeclaration => ({
  name,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  ...more,
});

const build = (name: string): StageDeclaration => ({
  name,
  actions: [
    action('Build', 'Build', 'CodeBuild', {
      configuration: { ProjectName: 'build' },
      inputArtifacts: [{ name: 'Source' }],
      outputArtifacts: [{ name: 'Assembly' }],
    }),
  ],
});

const deploy = (name: string): StageDeclaration => ({
  name,
  actions: [
    action('Deploy', 'Deploy', 'CloudFormation', {
      configuration: {
        ActionMode: 'CREATE_UPDATE',
        StackName: name,
        TemplatePath: `Assembly::${name}.template.json`,
        RoleArn: 'arn:aws:iam::111122223333:role/deploy',
      },
      inputArtifacts: [{ name: 'Assembly' }],
    }),
  ],
});

const approve = (name: string): StageDeclaration => ({ name, actions: [action('Approve', 'Approval', 'Manual')] });

/** Source and build, then stages with an approval in front of each. */
export const declaration: PipelineDeclaration = {
  name: PIPELINE,
  version: 1,
  roleArn: 'arn:aws:iam::111122223333:role/pipeline',
  artifactStore: { type: 'S3', location: 'artifacts' },
  pipelineType: 'V2',
  executionMode: 'SUPERSEDED',
  stages: [
    {
      name: 'Source',
      actions: [
        action('Source', 'Source', 'S3', {
          configuration: { S3Bucket: 'artifacts', S3ObjectKey: 'source.zip', PollForSourceChanges: 'false' },
          outputArtifacts: [{ name: 'Source' }],
        }),
      ],
    },
    build('Build'),
    ...Array.from({ length: (STAGES - 2) / 2 }, (_, index) => [
      approve(`Approve${index}`),
      deploy(`Stage${index}`),
    ]).flat(),
  ],
};

const names = (declaration.stages ?? []).map(({ name = '', actions = [] }) => ({
  name,
  action: actions[0]?.name ?? '',
}));

/** One release of the history: every ninth failed in its last stage, and the newest waits for its last approval. */
function executionOf(order: number, nowMs: number): Execution {
  const newest = order === EXECUTIONS;
  const startedMs = nowMs - (EXECUTIONS - order + 1) * HOUR_MS;
  const reached = newest ? names.slice(0, -1) : names;
  const last = reached.at(-1);
  const runs = reached.map(({ name, action: actionName }, index): ActionRun => {
    const isLast = index === reached.length - 1;
    const status = !isLast ? 'Succeeded' : newest ? 'InProgress' : order % FAILS_EVERY === 0 ? 'Failed' : 'Succeeded';
    return {
      id: `${order}-${index}`,
      stage: name,
      action: actionName,
      status,
      startedMs: startedMs + index * MINUTE_MS,
      updatedMs: startedMs + (index + 1) * MINUTE_MS,
      updatedBy: 'arn:aws:iam::111122223333:user/approver',
      resolvedConfiguration: {},
      inputs: {},
      outputs: {},
      outputVariables: {},
      memory: {},
      summary: `Run ${index} of release ${order}`,
      ...(newest && isLast ? { token: 'token', expiresMs: nowMs + 100 * HOUR_MS } : {}),
    };
  });
  const status = newest ? 'InProgress' : order % FAILS_EVERY === 0 ? 'Failed' : 'Succeeded';
  const stages = Object.fromEntries(
    runs.map((run): [string, StageRun] => [
      run.stage,
      {
        name: run.stage,
        status: run.status === 'Abandoned' ? 'Stopped' : run.status,
        phase: run.status === 'InProgress' ? 'actions' : 'ended',
        enteredMs: run.startedMs,
        runs: { [run.action]: run.id },
        conditions: {},
        automaticRetries: 0,
        manualRetries: 0,
      },
    ]),
  );
  return {
    id: `00000000-0000-4000-8000-${String(order).padStart(12, '0')}`,
    pipeline: PIPELINE,
    version: 1,
    order,
    mode: 'SUPERSEDED',
    type: 'STANDARD',
    status,
    startedMs,
    updatedMs: startedMs + runs.length * MINUTE_MS,
    trigger: { type: 'CloudWatchEvent', detail: 'arn:aws:events:eu-west-1:111122223333:rule/push' },
    variables: {},
    namespaces: {},
    artifacts: {},
    sourceRevisions: [
      {
        actionName: 'Source',
        revisionId: order.toString(16).padStart(40, '0'),
        revisionSummary: `Change ${order} of the answers that students get`,
        revisionUrl: '',
        createdMs: startedMs,
      },
    ],
    sourceOverrides: [],
    at: { stage: last?.name ?? '', waiting: false },
    stages,
    runs,
    rules: [],
  };
}

/** The pipeline and its executions, the oldest first. */
export function longHistory(nowMs: number): { readonly pipeline: Pipeline; readonly executions: readonly Execution[] } {
  const executions = Array.from({ length: EXECUTIONS }, (_, index) => executionOf(index + 1, nowMs));
  const newest = executions.at(-1);
  const latest = (stage: string) => executions.findLast(({ stages }) => stages[stage] !== undefined);
  return {
    executions,
    pipeline: {
      name: PIPELINE,
      arn: `arn:aws:codepipeline:eu-west-1:111122223333:${PIPELINE}`,
      createdMs: nowMs,
      updatedMs: nowMs,
      version: 1,
      declaration,
      tags: {},
      disabled: {},
      enabled: {},
      active: newest === undefined ? [] : [newest.id],
      latest: Object.fromEntries(names.map(({ name }) => [name, latest(name)?.id ?? ''])),
      latestRuns: Object.fromEntries(
        names.map(({ name, action: actionName }) => {
          const execution = latest(name);
          const run = execution?.runs.find(({ stage }) => stage === name);
          return [`${name}/${actionName}`, { executionId: execution?.id ?? '', runId: run?.id ?? '' }];
        }),
      ),
      nextOrder: EXECUTIONS + 1,
      startTokens: {},
    },
  };
}
