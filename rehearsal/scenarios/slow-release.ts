import { expectProdUnchanged, expectRolledBack, expectStageFailed, ofStage } from './checks.ts';
import { slowForProdStudents } from './edits.ts';
import type { Scenario } from './scenario.ts';

export const slowRelease: Scenario = {
  name: 'slow-release',
  push: 'the handler takes 3 s',
  outcome:
    'the latency alarm stops the release; CodeDeploy and CloudFormation roll back; the alias is on the old version at 100 %',
  run: async ({ release, expect }) => {
    const result = await release({ message: 'Ask the registry office each time', edits: [slowForProdStudents] });
    expectStageFailed(expect, result, 'Prod');
    expectRolledBack(expect, result, 'Prod', 'ALARM_ACTIVE');
    const message = result.execution.stages.at(-1)?.actions.at(-1)?.summary ?? '';
    const latency = ofStage(result, 'Prod')
      .flatMap((deployment) => deployment.alarms)
      .some((alarm) => /latency/i.test(alarm.name));
    expect('a latency alarm guards the group', latency, message);
    expectProdUnchanged(expect, result);
  },
};
