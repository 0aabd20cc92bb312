import type { AliasState } from '../session/prod-state.ts';
import type { ReleaseResult } from '../session/release.ts';
import type { DeploymentSummary, ExecutionSummary, StageSummary } from '../session/summary.ts';
import type { ScenarioContext } from './scenario.ts';

/* What several scenarios expect, in their words. */

type Expect = ScenarioContext['expect'];

export const stageOf = (execution: ExecutionSummary, name: string): StageSummary | undefined =>
  execution.stages.find((stage) => stage.name === name);

const tellStages = (execution: ExecutionSummary): string =>
  execution.stages.map((stage) => `${stage.name} ${stage.status}`).join(', ');
export const tellAliases = (aliases: readonly AliasState[]): string =>
  aliases
    .map(
      ({ functionName, version, secondVersionPercent: second }) =>
        `${functionName} on ${version}${second > 0 ? ` and ${second} % of another` : ''}`,
    )
    .join(', ') || 'no alias';
const tellDeployment = ({ id, group, config, status, errorCode, weights }: DeploymentSummary): string =>
  `${id} (${group}, ${config}) ${status}${errorCode === null ? '' : ` ${errorCode}`}, weights ${weights.map((change) => change.percentNew).join(' -> ') || 'none'}`;
export const tellDeployments = (deployments: readonly DeploymentSummary[]): string =>
  deployments.length === 0 ? 'no deployment' : deployments.map(tellDeployment).join('; ');

/** The deployments of one stage: a group's name begins with its stage. */
export const ofStage = (result: ReleaseResult, stage: string): DeploymentSummary[] =>
  result.deployments.filter((deployment) => deployment.group.startsWith(`${stage}-`));

export function expectSucceeded(expect: Expect, { title, execution }: ReleaseResult): void {
  expect(
    `“${title}”: the execution succeeded`,
    execution.status === 'Succeeded',
    `${execution.status}: ${tellStages(execution)}`,
  );
}

export function expectStageFailed(expect: Expect, { execution }: ReleaseResult, stage: string): void {
  const failed = stageOf(execution, stage);
  const why = failed?.actions.find((action) => action.status === 'Failed')?.summary ?? '';
  expect(
    `stage ${stage} failed and says why`,
    failed?.status === 'Failed' && why !== '' && execution.status === 'Failed',
    `${execution.status}: ${tellStages(execution)}${why === '' ? '' : `; ${why.slice(0, 300)}`}`,
  );
  const last = execution.stages.at(-1)?.name;
  expect(`nothing ran after ${stage}`, last === stage, `the last stage that ran is ${last ?? 'none'}`);
}

/** The build's log says what was wrong, in these words. */
export function expectInBuildLog(expect: Expect, { execution }: ReleaseResult, words: readonly string[]): void {
  const log = execution.stages
    .flatMap((stage) => stage.actions)
    .flatMap((action) => action.logTail ?? [])
    .join('\n');
  const missing = words.filter((word) => !log.includes(word));
  expect(
    `the message is at hand: ${words.join(', ')}`,
    log !== '' && missing.length === 0,
    log.slice(-1500) || 'no log',
  );
}

/** A release that does not come as far as Prod: it stops in a stage, whose build says why in these words. */
export function expectStopped(expect: Expect, result: ReleaseResult, stage: string, words: readonly string[]): void {
  expectStageFailed(expect, result, stage);
  expectInBuildLog(expect, result, words);
  expectProdUnchanged(expect, result);
}

/** Whether the aliases are the same, each wholly on the same code; `withVersion`: of the same version too. */
const areSame = (before: readonly AliasState[], after: readonly AliasState[], withVersion: boolean): boolean =>
  before.length === after.length &&
  before.every((old) =>
    after.some(
      ({ functionName, version, codeSha256, secondVersionPercent }) =>
        functionName === old.functionName &&
        (version === old.version || !withVersion) &&
        codeSha256 === old.codeSha256 &&
        secondVersionPercent === 0,
    ),
  );

export function expectProdUnchanged(expect: Expect, { prodBefore, prodAfter }: ReleaseResult): void {
  expect(
    'Prod is unchanged, each alias on its old version at 100 %',
    prodBefore.length > 0 && areSame(prodBefore, prodAfter, true),
    `${tellAliases(prodBefore)} -> ${tellAliases(prodAfter)}`,
  );
}

/** A stage that goes back to an earlier release deploys it: the version is another one, of the same code. */
export function expectProdCodeBack(expect: Expect, { prodBefore, prodAfter }: ReleaseResult): void {
  expect(
    'Prod is on the code of the release before, each alias at 100 %',
    prodBefore.length > 0 && areSame(prodBefore, prodAfter, false),
    `${tellAliases(prodBefore)} -> ${tellAliases(prodAfter)}`,
  );
}

/** @param what whose aliases they are; a stage that is not there has none, before and after */
export function expectUnchanged(
  expect: Expect,
  what: string,
  before: readonly AliasState[],
  after: readonly AliasState[],
): void {
  expect(`${what} is as it was`, areSame(before, after, true), `${tellAliases(before)} -> ${tellAliases(after)}`);
}

export function expectProdReleased(
  expect: Expect,
  { prodBefore, prodAfter }: ReleaseResult,
  functionPart: string,
): void {
  const find = (aliases: readonly AliasState[]) => aliases.find((alias) => alias.functionName.includes(functionPart));
  const before = find(prodBefore);
  const after = find(prodAfter);
  const released = after !== undefined && after.version !== before?.version && after.secondVersionPercent === 0;
  expect(
    `Prod's ${functionPart} is on the new version at 100 %`,
    released,
    `${tellAliases(prodBefore)} -> ${tellAliases(prodAfter)}`,
  );
}

/** A deployment of `stage` that was stopped and taken back by another. */
export function expectRolledBack(expect: Expect, result: ReleaseResult, stage: string, errorCode: string): void {
  const own = ofStage(result, stage);
  const bad = own.find((deployment) => deployment.errorCode === errorCode);
  expect(`a deployment of ${stage} ended with ${errorCode}`, bad !== undefined, tellDeployments(own));
  const back = own.find((deployment) => deployment.rollbackOf === bad?.id);
  expect(
    'CodeDeploy took it back with a deployment of its own',
    bad !== undefined && back?.status === 'Succeeded',
    tellDeployments(own),
  );
}
