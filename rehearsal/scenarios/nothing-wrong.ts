import { expectVerdict, looksOf, shiftOf } from './bake-checks.ts';
import { expectProdReleased, expectSucceeded, tellDeployments } from './checks.ts';
import { newRevision } from './edits.ts';
import type { Scenario } from './scenario.ts';
import { FLAWED, reads } from './settings.ts';

const RELEASES = 10;

export const nothingWrong: Scenario = {
  name: 'nothing-wrong',
  push: `${RELEASES} good changes one after another, at 10 requests/s of which 1 % fail before and after`,
  outcome: 'none is taken back',
  setting: FLAWED,
  run: async ({ session, releaseUnder, expect, traffic }) => {
    const before = await traffic();
    for (let number = 1; number <= RELEASES; number++) {
      const revision = `20.${number}`;
      const result = await releaseUnder(reads(10), {
        message: `Answers carry revision ${revision}`,
        edits: [newRevision(revision)],
      });
      expectSucceeded(expect, result);
      const shift = shiftOf(result);
      expect(`release ${number} stayed`, shift?.status === 'Succeeded', tellDeployments(result.deployments));
      expectVerdict(expect, await looksOf(session, result), 'pass', ['no worse']);
      expectProdReleased(expect, result, 'getStudentDetails');
    }
    const { sent, failed } = await traffic();
    expect(
      'requests failed all the while',
      failed > before.failed,
      `${failed - before.failed} of ${sent - before.sent} failed`,
    );
  },
};
