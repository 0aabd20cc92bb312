import type { ActionDeclaration, PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { advance } from '../../../rehearsal/services/codepipeline/machine/advance.ts';
import type { Draft } from '../../../rehearsal/services/codepipeline/machine/draft.ts';
import { finishAction, finishRule, type Outcome } from '../../../rehearsal/services/codepipeline/machine/finish.ts';
import { addExecution, newExecution } from '../../../rehearsal/services/codepipeline/machine/new-execution.ts';
import { type Execution, isActive } from '../../../rehearsal/services/codepipeline/state.ts';

/** An approval is the smallest action: it needs no artifacts. */
export const action = (name: string, more: Partial<ActionDeclaration> = {}): ActionDeclaration => ({
  name,
  actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
  ...more,
});
export const source: StageDeclaration = {
  name: 'Source',
  actions: [
    action('Source', {
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
      outputArtifacts: [{ name: 'Code' }],
      namespace: 'Source',
    }),
  ],
};
export const stage = (name: string, more: Partial<StageDeclaration> = {}): StageDeclaration => ({
  name,
  actions: [action(`${name}Action`)],
  ...more,
});
export const pipelineOf = (
  stages: StageDeclaration[],
  executionMode: PipelineDeclaration['executionMode'] = 'SUPERSEDED',
): PipelineDeclaration => ({
  name: 'release',
  roleArn: 'arn:aws:iam::111122223333:role/pipeline',
  artifactStore: { type: 'S3', location: 'artifacts' },
  pipelineType: 'V2',
  executionMode,
  stages: [source, ...stages],
});

/** A pipeline without a store: every step is a call. */
export function bench(first: PipelineDeclaration) {
  const versions = [first];
  let ids = 0;
  let nowMs = 0;
  const all: Execution[] = [];
  const pipeline: Draft['pipeline'] = {
    name: 'release',
    arn: 'arn:aws:codepipeline:eu-west-1:111122223333:release',
    createdMs: 0,
    updatedMs: 0,
    version: 1,
    declaration: first,
    tags: {},
    disabled: {},
    enabled: {},
    active: [],
    latest: {},
    latestRuns: {},
    nextOrder: 1,
    startTokens: {},
  };
  const happenings: string[] = [];
  const declaration = (version: number) => {
    const found = versions[version - 1];
    if (found === undefined) throw new Error(`no version ${version}`);
    return found;
  };

  const apply = <R>(change: (draft: Draft) => R, more: Execution[] = []): R => {
    const draft: Draft = {
      pipeline,
      executions: all.filter((execution) => isActive(execution) || more.includes(execution)),
      declaration,
      lastPassed: (name) =>
        all.findLast(
          (e) => e.type === 'STANDARD' && e.version === pipeline.version && e.stages[name]?.status === 'Succeeded',
        ),
      nowMs: nowMs++,
      newId: () => `id-${++ids}`,
      newSuffix: (length) => String(++ids).padStart(length, '0'),
      region: 'eu-west-1',
      happenings: [],
    };
    const result = change(draft);
    advance(draft);
    for (const execution of draft.executions) if (!all.includes(execution)) all.push(execution);
    for (const one of draft.happenings)
      happenings.push(
        `${one.of} ${one.of === 'stage' ? one.stage : one.of === 'action' ? one.run.action : ''} ${one.state}`,
      );
    return result;
  };
  return {
    pipeline,
    happenings,
    apply,
    all,
    update: (next: PipelineDeclaration) => {
      versions.push(next);
      pipeline.declaration = next;
      pipeline.version++;
    },
    start: (): Execution =>
      apply((draft) => {
        const execution = newExecution(draft, { type: 'StartPipelineExecution', detail: 'test' }, {}, []);
        addExecution(draft, execution);
        return execution;
      }),
    /** The open run of an action ends. */
    end: (execution: Execution, name: string, outcome: Partial<Outcome> = {}) => {
      const run = execution.runs.find((one) => one.action === name && one.status === 'InProgress');
      if (run === undefined) throw new Error(`${name} does not run`);
      apply((draft) => finishAction(draft, execution, run.id, { status: 'Succeeded', ...outcome }));
    },
    endRule: (execution: Execution, name: string, status: Outcome['status']) => {
      const rule = execution.rules.find((one) => one.rule === name && one.status === 'InProgress');
      if (rule === undefined) throw new Error(`${name} is not checked`);
      apply((draft) => finishRule(draft, execution, rule.id, { status }));
    },
    running: (execution: Execution) =>
      execution.runs.filter(({ status }) => status === 'InProgress').map(({ action: name }) => name),
  };
}
