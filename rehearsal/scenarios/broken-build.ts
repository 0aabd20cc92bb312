import { expectStopped } from './checks.ts';
import { failingUnitTest } from './edits.ts';
import type { Scenario } from './scenario.ts';

export const brokenBuild: Scenario = {
  name: 'broken-build',
  push: 'a failing unit test',
  outcome: 'the Build stage fails with the message at hand; nothing later ran; Prod unchanged',
  run: async ({ release, expect }) => {
    const result = await release({ message: 'The answer', edits: [failingUnitTest] });
    expectStopped(expect, result, 'Build', ['the answer is forty-two']);
  },
};
