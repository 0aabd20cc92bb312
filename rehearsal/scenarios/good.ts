import type { TrafficCounts } from '../session/control-client.ts';
import type { ReleaseResult } from '../session/release.ts';
import { expectProdReleased, expectSucceeded, ofStage, tellDeployments } from './checks.ts';
import { newRevision } from './edits.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';
import { expectTold } from './told.ts';
import { since } from './traffic-since.ts';

/** What a good release of a changed function must show in Prod. */
export function expectCanary(expect: ScenarioContext['expect'], result: ReleaseResult, requests: TrafficCounts): void {
  expectSucceeded(expect, result);
  const canaries = ofStage(result, 'Prod');
  const [canary] = canaries;
  const weights = canary?.weights.map((change) => change.percentNew) ?? [];
  expect(
    'the canary stood at 10 %, then at 100 %',
    canaries.length === 1 && weights.at(-2) === 10 && weights.at(-1) === 100,
    tellDeployments(canaries),
  );
  const hooks = canaries.flatMap((deployment) => deployment.hooks);
  expect(
    'both hooks succeeded',
    hooks.length === 2 && hooks.every((hook) => hook.status === 'Succeeded'),
    hooks.map((hook) => `${hook.name} ${hook.status}`).join(', '),
  );
  expectProdReleased(expect, result, 'getStudentDetails');
  const { sent, failed, byStatus, byVersion } = requests;
  const statuses = Object.entries(byStatus).map(([status, count]) => `${count} with ${status}`);
  expect(
    'every request was answered',
    sent > 0 && failed === 0 && Object.keys(byStatus).every((status) => status.startsWith('2')),
    `${sent} sent, ${failed} failed: ${statuses.join(', ')}`,
  );
  const reads = Object.entries(byVersion).filter(([name]) => name.startsWith('getstudentdetails'));
  expect(
    'the old and the new version both answered',
    reads.length === 2,
    reads.map(([name, count]) => `${name}: ${count}`).join(', '),
  );
}

export const good: Scenario = {
  name: 'good',
  push: 'a visible change of an answer',
  outcome: 'canary at 10 %, then 100 %; both hooks Succeeded; every request answered',
  run: async ({ session, release, expect, traffic }) => {
    const before = await traffic();
    const result = await release({ message: 'Answers carry revision 2', edits: [newRevision('2')] });
    expectCanary(expect, result, since(before, await traffic()));
    await expectTold(expect, session, result, ['Approval waits at ApproveProd', 'Released']);
  },
};
