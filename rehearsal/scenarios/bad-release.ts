import {
  expectProdReleased,
  expectProdUnchanged,
  expectRolledBack,
  expectStageFailed,
  expectSucceeded,
} from './checks.ts';
import { failsForSomeStudents, newRevision } from './edits.ts';
import type { Scenario } from './scenario.ts';
import { expectTold } from './told.ts';

export const badRelease: Scenario = {
  name: 'bad-release',
  push: 'the handler fails for 30 % of requests',
  outcome:
    'alarm -> CodeDeploy stops and rolls back -> CloudFormation rolls back -> stage Failed; the alias is on the old version at 100 %; then a repaired push goes through',
  run: async ({ session, release, expect }) => {
    const bad = await release({ message: 'Migrate records when they are read', edits: [failsForSomeStudents] });
    expectStageFailed(expect, bad, 'Prod');
    expectRolledBack(expect, bad, 'Prod', 'ALARM_ACTIVE');
    expectProdUnchanged(expect, bad);
    await expectTold(expect, session, bad, ['Approval waits at ApproveProd', 'Came back from Prod']);
    const repaired = await release({ message: 'Migrate no records when they are read', edits: [newRevision('3')] });
    expectSucceeded(expect, repaired);
    expectProdReleased(expect, repaired, 'getStudentDetails');
    await expectTold(expect, session, repaired, ['Approval waits at ApproveProd', 'Released']);
  },
};
