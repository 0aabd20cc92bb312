import type { PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { DEFAULT_APPROVAL_TIMEOUT_MINUTES } from '../../hooks/notifier/contract.ts';
import { FIRST_VERSION_CHECK } from '../../hooks/pre-traffic/first-version.ts';
import { stacksOf } from '../../operations/pipeline-stage.ts';
import type { AssemblyStack } from '../../policies/changes/assembly.ts';
import type { Base } from '../../policies/changes/compare-stacks.ts';
import { compareStack } from '../../policies/changes/compare-stacks.ts';
import { parseTemplate } from '../../policies/changes/template.ts';
import { judgePermissions, type StackPermissions } from '../../policies/permissions/report.ts';
import type { ActionRun } from './action-run.ts';
import { approvalInQuestion } from './approval-in-question.ts';
import { type AssemblyReader, artifactOf, assemblyNamesOf } from './assembly-artifact.ts';
import { compareBills, type PackagesDelta } from './bills.ts';
import type { FilesReader } from './changed-files.ts';
import type { ClockView } from './clock.ts';
import { bakeIn, type DossierFacts, type DossierView, hashFacts, type StackDiff, standingOf } from './dossier-view.ts';
import type { ExecutionList } from './execution-list.ts';
import { type ExecutionView, isUnderWay } from './execution-view.ts';
import { compareFindings, type FindingsDelta } from './findings-delta.ts';
import { readRuns } from './history-reader.ts';
import { deploys, outcomeOf, updatesPipeline } from './outcome.ts';
import { known, type Part, part, unknown } from './part.ts';
import { approvalsBehind, asksAboutPermissions, repositoryOf, stagesBehind } from './pipeline-shape.ts';
import { type ReleaseReaders, readReleaseFacts } from './read-release.ts';
import { toReleaseStages } from './release-view.ts';
import { compareTests } from './test-results.ts';

export interface DossierReaders extends ReleaseReaders {
  readonly assembly: AssemblyReader;
  readonly files: FilesReader;
}

const OTHER_SOURCE = unknown(
  'The source of this pipeline is not CodeCommit',
  'Look at the commits where the source is kept.',
);

/** A release of a year ago has more commits than anybody reads on a page. */
const COMMITS_MOST = 50;

interface Deployed {
  readonly execution: ExecutionView;
  readonly runs: readonly ActionRun[];
}

/**
 * The release that a target ran before this one: the newest other one, a rollback included, that was deployed there before this one
 * was.
 *
 * @param isDeployment whether an action deploys the target
 */
async function baseOf(
  { clients }: DossierReaders,
  pipelineName: string,
  isDeployment: (run: ActionRun) => boolean,
  executions: ExecutionList,
  own: Deployed,
): Promise<Deployed | undefined> {
  const inTarget = (runs: readonly ActionRun[]) => runs.filter(isDeployment);
  const turnMs = inTarget(own.runs)[0]?.startedMs ?? Number.POSITIVE_INFINITY;
  for (let index = 0; ; index++) {
    const execution = (await executions.until(({ length }) => length > index))[index];
    if (execution === undefined) return undefined;
    if (execution.id === own.execution.id || (execution.startedMs ?? 0) > turnMs) continue;
    const runs = await readRuns(clients.codepipeline, pipelineName, execution.id);
    const deployed = inTarget(runs);
    const stayed = deployed.every(({ status, endedMs = 0 }) => status === 'Succeeded' && endedMs <= turnMs);
    if (deployed.length > 0 && stayed) return { execution, runs };
  }
}

/** What the approval lets the release into, and what runs there. */
interface Target {
  /** Undefined for the pipeline itself, whose own stack is in no stage. */
  readonly stage: StageDeclaration | undefined;
  readonly base: Deployed | undefined;
}

interface Compared {
  readonly changes: readonly StackDiff[];
  readonly permissions: readonly StackPermissions[];
  readonly findings: Part<FindingsDelta>;
  readonly packages: Part<PackagesDelta>;
}

function toDiff(next: AssemblyStack, bases: readonly Base[]): StackDiff {
  const { stack, origins, changes } = compareStack(next, bases);
  const { resources } = parseTemplate(next.template);
  const firstChecks = [...resources.values()].filter(({ type }) => type === FIRST_VERSION_CHECK).length;
  return { stack, first: origins.length === 0, firstChecks, changes };
}

/** What the release changes in the stacks of its target stages, from the two cloud assemblies. */
async function compareAssemblies(
  { assembly }: DossierReaders,
  declaration: PipelineDeclaration,
  targets: readonly Target[],
  runs: readonly ActionRun[],
): Promise<Part<Compared>> {
  const names = assemblyNamesOf(declaration);
  const place = artifactOf(runs, names);
  if (place === undefined)
    return unknown('The release has no cloud assembly to read', 'It is there once the Build stage has ended.');
  return flat(
    await part(async () => {
      const next = await assembly(place);
      if (next === undefined)
        return unknown(
          `The artifact s3://${place.bucket}/${place.key} cannot be read as a cloud assembly`,
          'Use a role with s3:GetObject on the artifact bucket and kms:Decrypt on its key; artifacts that expired are gone.',
        );
      const compared = targets.map(async ({ stage, base }) => {
        const basePlace = base === undefined ? undefined : artifactOf(base.runs, names);
        const stacks = basePlace === undefined ? undefined : (await assembly(basePlace))?.stacks;
        const bases: Base[] =
          base === undefined ? [] : [{ origin: `deployed by execution ${base.execution.id.slice(0, 8)}`, stacks }];
        const own = next.stacks.filter((stack) =>
          stage === undefined ? stack.stagePath === '' : stacksOf(stage).includes(stack.name),
        );
        return own.map((stack) => ({
          // What the pipeline changes of itself is not what is taken back with a release.
          changes: stage === undefined ? [] : [toDiff(stack, bases)],
          permissions: judgePermissions(stack, bases),
        }));
      });
      const all = (await Promise.all(compared)).flat();
      const basePlace = artifactOf(targets[0]?.base?.runs ?? [], names);
      const before = basePlace === undefined ? undefined : await assembly(basePlace);
      return known({
        changes: all.flatMap(({ changes }) => changes),
        permissions: all.map(({ permissions }) => permissions),
        // Of the whole app: the rules judge it at once, whatever is where.
        findings: compareFindings(next.evidence, before?.evidence),
        packages: compareBills(next.bills, before?.bills),
      });
    }),
  );
}

const flat = <T>(nested: Part<Part<T>>): Part<T> => (nested.known ? nested.value : nested);
const mapped = <T, R>(one: Part<T>, turn: (value: T) => R): Part<R> => (one.known ? known(turn(one.value)) : one);

/**
 * Reads all that an approver decides on, for one release.
 *
 * @param approvalStage absent: the approval that the release waits at, comes to next, or came to last
 * @throws Refused where there is no such pipeline, execution or approval
 */
export async function readDossier(
  readers: DossierReaders,
  pipelineName: string,
  id: string,
  clock: ClockView,
  approvalStage?: string,
): Promise<DossierView> {
  const { clients, commits, files } = readers;
  const { declaration, execution, all, list, runs, stageStates } = await readReleaseFacts(clients, pipelineName, id);
  const reached = new Set(runs.map(({ stageName }) => stageName));
  const { stage, action } = approvalInQuestion(
    declaration,
    { reached, underWay: isUnderWay(execution) },
    approvalStage,
  );
  const own = { execution, runs };
  const targetOf = async (target: StageDeclaration | undefined, isDeployment: (run: ActionRun) => boolean) => ({
    stage: target,
    base: await baseOf(readers, pipelineName, isDeployment, list, own),
  });
  const asksPermissions = asksAboutPermissions(stage);
  const targets = await Promise.all(
    stagesBehind(declaration, stage.name ?? '').map((target) =>
      targetOf(target, (one) => one.stageName === target.name && deploys(one)),
    ),
  );
  const itself = asksPermissions ? [await targetOf(undefined, updatesPipeline)] : [];
  const run = runs.find(({ stageName, name }) => stageName === stage.name && name === action.name);
  const base = targets[0]?.base;
  const repository = repositoryOf(declaration);
  const compared = await compareAssemblies(readers, declaration, [...targets, ...itself], runs);
  const comment = run?.configuration.CustomData ?? '';
  const order = (declaration.stages ?? []).map(({ name }) => name);
  const facts: DossierFacts = {
    base: base?.execution,
    commits:
      repository === undefined
        ? OTHER_SOURCE
        : await part(() => commits.since(repository, execution.commit, base?.execution.commit, COMMITS_MOST)),
    files:
      repository === undefined
        ? OTHER_SOURCE
        : base === undefined
          ? known(undefined)
          : await part(() => files(repository, base.execution.commit, execution.commit)),
    changes: mapped(compared, ({ changes }) => changes),
    permissions: mapped(compared, ({ permissions }) => permissions),
    findings: flat(mapped(compared, ({ findings }) => findings)),
    packages: flat(mapped(compared, ({ packages }) => packages)),
    tests: await part(() => compareTests(clients.codebuild, runs, base?.runs ?? [])),
    earlier: toReleaseStages(execution, runs).filter(({ name }) => order.indexOf(name) < order.indexOf(stage.name)),
    bake: bakeIn(comment),
    comment,
  };
  const state = stageStates.find(({ stageName }) => stageName === stage.name);
  const newer = all
    .slice(
      0,
      all.findIndex((one) => one.id === id),
    )
    .findLast(({ type }) => type !== 'ROLLBACK');
  return {
    clock,
    pipelineName,
    execution,
    stage: stage.name ?? '',
    action: action.name ?? '',
    targets: targets.flatMap((target) => target.stage?.name ?? []),
    asked: {
      about: asksPermissions ? 'permissions' : 'deployment',
      later: approvalsBehind(declaration, stage.name ?? ''),
    },
    standing: standingOf(
      execution,
      run,
      state?.latestExecution?.pipelineExecutionId,
      action.timeoutInMinutes ?? DEFAULT_APPROVAL_TIMEOUT_MINUTES,
      newer,
      outcomeOf(execution, runs),
    ),
    facts,
    ...hashFacts(execution, facts),
  };
}
