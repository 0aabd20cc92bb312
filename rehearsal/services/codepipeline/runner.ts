import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import { ServiceError } from '../../kernel/errors.ts';
import type { Kernel, Scope } from '../../kernel/service.ts';
import { actionOf, artifactStoreOf, providerOf, ruleOf, stageOf } from './declaration.ts';
import { ActionFailed, type ActionJob, type Job, type RuleJob } from './job.ts';
import { ruleRunById, runById } from './machine/draft.ts';
import { finishAction, finishRule, type Outcome } from './machine/finish.ts';
import { actionProviders } from './providers/registry.ts';
import { actionKeys } from './roles.ts';
import { ruleProviders } from './rules/registry.ts';
import { type Execution, executions, pipelines, versions } from './state.ts';
import { type OpenDraft, transact, type Work, workOf } from './transact.ts';
import { wake, watch } from './wakes.ts';

/** Runs that this process is performing, so that none is performed twice. */
const performing = new WeakMap<Kernel['bus'], Map<string, Work>>();

/** Changes a pipeline and performs what follows from it. @throws ServiceError as `transact` */
export function change<R>(scope: Scope, pipeline: string, work: (draft: OpenDraft) => R): R {
  const changed = transact(scope, pipeline, work);
  perform(scope, changed.work);
  wakeEnded(scope, pipeline, changed.work);
  return changed.result;
}

/** A run that somebody else ended (answered, abandoned, cancelled) stops waiting. */
function wakeEnded(scope: Scope, pipeline: string, work: readonly Work[]): void {
  const open = new Set(work.map(({ runId }) => runId));
  for (const { runId, pipeline: owner } of performing.get(scope.bus)?.values() ?? [])
    if (owner === pipeline && !open.has(runId)) wake(scope.bus, `run ${runId}`);
}

/** Takes up every run that an earlier process left in progress. */
export function resumeRegion(scope: Scope): void {
  for (const { name, active } of pipelines(scope).values()) {
    change(scope, name, () => undefined);
    for (const id of active) {
      const execution = executions(scope).get(`${name}/${id}`);
      if (execution !== undefined) perform(scope, workOf(execution));
    }
  }
}

function perform(scope: Scope, work: readonly Work[]): void {
  const running = performing.get(scope.bus) ?? new Map<string, Work>();
  performing.set(scope.bus, running);
  for (const item of work) {
    if (running.has(item.runId)) continue;
    running.set(item.runId, item);
    scope.background(`codepipeline ${item.pipeline} ${item.kind} ${item.runId}`, async () => {
      try {
        await (item.kind === 'action' ? performAction(scope, item) : performRule(scope, item));
      } finally {
        running.delete(item.runId);
      }
    });
  }
}

async function performAction(scope: Scope, work: Work): Promise<void> {
  const { execution, declaration, pipelineArn } = load(scope, work);
  const run = runById(execution, work.runId);
  const action = actionOf(stageOf(declaration, run.stage), run.action);
  const override = execution.sourceOverrides.find(({ actionName }) => actionName === run.action);
  const current = () => {
    const stored = executions(scope).get(`${work.pipeline}/${work.executionId}`);
    return stored === undefined ? undefined : runById(stored, work.runId);
  };
  const update = (apply: (target: NonNullable<ReturnType<typeof current>>) => void) => {
    if (isGone(scope, work)) throw new ActionFailed('ConfigurationError', 'The pipeline was deleted');
    change(scope, work.pipeline, (draft) => {
      const target = runById(draft.execution(work.executionId), work.runId);
      apply(target);
      if (target.status === 'InProgress') target.updatedMs = draft.nowMs;
    });
  };
  await held(
    scope,
    (hold) => ({
      ...commonJob(scope, hold, {
        work,
        pipelineArn,
        roleArn: declaration.roleArn ?? '',
        actionRoleArn: action.roleArn,
      }),
      stage: run.stage,
      startedMs: run.startedMs,
      configuration: run.resolvedConfiguration,
      setting: settingOf(run.resolvedConfiguration, run.action),
      action,
      store: artifactStoreOf(declaration, scope.region),
      inputs: run.inputs,
      outputs: run.outputs,
      token: run.token,
      expiresMs: run.expiresMs,
      sourceOverride:
        override === undefined ? undefined : { type: override.revisionType ?? '', value: override.revisionValue ?? '' },
      recall: (name) => current()?.memory[name],
      remember: (values) => update((target) => Object.assign(target.memory, values)),
      progress: (result) => update((target) => Object.assign(target, result)),
      isOpen: () => current()?.status === 'InProgress',
    }),
    async (job: ActionJob) => {
      const outcome = await settle(scope, work, () => {
        const provider = actionProviders[providerOf(action)];
        if (provider === undefined) throw new ActionFailed('ConfigurationError', notRunHere(action));
        return provider(job);
      });
      if (outcome === undefined || isGone(scope, work)) return;
      change(scope, work.pipeline, (draft) =>
        finishAction(draft, draft.execution(work.executionId), work.runId, outcome),
      );
    },
  );
}

async function performRule(scope: Scope, work: Work): Promise<void> {
  const { execution, declaration, pipelineArn } = load(scope, work);
  const run = ruleRunById(execution, work.runId);
  const rule = ruleOf(stageOf(declaration, run.stage), run.kind, run.condition, run.rule);
  const current = () => {
    const stored = executions(scope).get(`${work.pipeline}/${work.executionId}`);
    return stored === undefined ? undefined : ruleRunById(stored, work.runId);
  };
  await held(
    scope,
    (hold) => ({
      ...commonJob(scope, hold, { work, pipelineArn, roleArn: declaration.roleArn ?? '', actionRoleArn: rule.roleArn }),
      stage: run.stage,
      startedMs: run.startedMs,
      configuration: run.resolvedConfiguration,
      setting: settingOf(run.resolvedConfiguration, run.rule),
      rule,
      store: artifactStoreOf(declaration, scope.region),
      inputs: run.inputs,
      outputs: {},
      recall: (name) => current()?.memory[name],
      remember: (values) => {
        if (isGone(scope, work)) throw new ActionFailed('ConfigurationError', 'The pipeline was deleted');
        change(scope, work.pipeline, (draft) =>
          Object.assign(ruleRunById(draft.execution(work.executionId), work.runId).memory, values),
        );
      },
      isOpen: () => current()?.status === 'InProgress',
    }),
    async (job: RuleJob) => {
      const outcome = await settle(scope, work, () => {
        const provider = ruleProviders[rule.ruleTypeId?.provider ?? ''];
        if (provider === undefined)
          throw new ActionFailed(
            'ConfigurationError',
            `The rehearsal cannot check rules of the provider ${rule.ruleTypeId?.provider}`,
          );
        return provider(job);
      });
      if (outcome === undefined || isGone(scope, work)) return;
      change(scope, work.pipeline, (draft) =>
        finishRule(draft, draft.execution(work.executionId), work.runId, outcome),
      );
    },
  );
}

const notRunHere = (action: ActionDeclaration) =>
  `The rehearsal cannot run actions of the category ${action.actionTypeId?.category} with the provider ${action.actionTypeId?.provider}`;

/** The pipeline was deleted, and its history with it. */
const isGone = (scope: Scope, work: Work) =>
  executions(scope).get(`${work.pipeline}/${work.executionId}`) === undefined;

function load(scope: Scope, work: Work) {
  const execution = executions(scope).get(`${work.pipeline}/${work.executionId}`);
  const pipeline = pipelines(scope).get(work.pipeline);
  const declaration = execution && versions(scope).get(`${work.pipeline}/${execution.version}`);
  if (execution === undefined || declaration === undefined || pipeline === undefined)
    throw new Error(`Execution ${work.executionId} of pipeline ${work.pipeline} is gone`);
  return { execution, declaration, pipelineArn: pipeline.arn };
}

/** The clock's hold of one run: given back while the run only waits. */
interface Hold {
  away(waiting: () => Promise<void>): Promise<void>;
}

/** Works with the clock held: looking, starting and storing are work; `job.wait` is not. */
async function held<J>(scope: Scope, makeJob: (hold: Hold) => J, work: (job: J) => Promise<void>): Promise<void> {
  let release = scope.clock.hold();
  const job = makeJob({
    away: async (waiting) => {
      release();
      try {
        await waiting();
      } finally {
        release = scope.clock.hold();
      }
    },
  });
  try {
    await work(job);
  } finally {
    release();
  }
}

interface JobOrigin {
  readonly work: Work;
  readonly pipelineArn: string;
  readonly roleArn: string;
  readonly actionRoleArn: string | undefined;
}

function commonJob(
  scope: Scope,
  hold: Hold,
  { work, pipelineArn, roleArn, actionRoleArn }: JobOrigin,
): Pick<Job, 'scope' | 'pipelineName' | 'pipelineArn' | 'executionId' | 'runId' | 'keys' | 'client' | 'wait'> {
  const keys = () => actionKeys(scope, { arn: pipelineArn, roleArn }, actionRoleArn, work.runId);
  return {
    scope,
    pipelineName: work.pipeline,
    pipelineArn,
    executionId: work.executionId,
    runId: work.runId,
    keys,
    client: async (clientClass) => scope.clients.withKeys(clientClass, await keys(), scope.region),
    wait: (key, ms) =>
      hold.away(async () => {
        const watching = [watch(scope.bus, key), watch(scope.bus, `run ${work.runId}`)];
        const enough = new AbortController();
        const slept = scope.clock
          .sleep(ms, AbortSignal.any([scope.shutdown, enough.signal]))
          .catch((reason: unknown) => {
            if (!enough.signal.aborted) throw reason;
          });
        try {
          await Promise.race([...watching.map((one) => one.next()), slept]);
        } finally {
          for (const one of watching) one.end();
          enough.abort();
        }
      }),
  };
}

const settingOf = (configuration: Readonly<Record<string, string>>, name: string) => (key: string) => {
  const value = configuration[key];
  if (value === undefined || value === '')
    throw new ActionFailed('ConfigurationError', `The configuration of ${name} lacks ${key}`);
  return value;
};

/**
 * The outcome of a provider: what it answers, or the failure that an AWS service answered it. A bug of the rehearsal is
 * reported and fails the run too, so that the release does not wait for ever.
 */
async function settle(
  scope: Scope,
  work: Work,
  provide: () => Promise<Outcome | undefined>,
): Promise<Outcome | undefined> {
  try {
    return await provide();
  } catch (error) {
    if (scope.shutdown.aborted) return undefined; // the next process goes on from what is stored
    if (error instanceof ActionFailed) return { status: 'Failed', error: { code: error.code, message: error.message } };
    if (isServiceException(error) || error instanceof ServiceError)
      return { status: 'Failed', error: { code: error.name, message: error.message } };
    scope.report(error, `codepipeline ${work.pipeline} ${work.kind} ${work.runId}`);
    const message = error instanceof Error ? error.message : String(error);
    return { status: 'Failed', error: { code: 'InternalError', message: `The rehearsal failed: ${message}` } };
  }
}

/** Exceptions that an SDK client made from a service's answer carry whose fault it was. */
const isServiceException = (error: unknown): error is Error => error instanceof Error && '$fault' in error;

export const executionsOf = (scope: Scope, pipeline: string): Execution[] =>
  executions(scope)
    .values(`${pipeline}/`)
    .toSorted((a, b) => b.order - a.order);
