import { expectStopped } from './checks.ts';
import { roleThatMayDoEverything } from './edits.ts';
import type { Scenario } from './scenario.ts';

export const policyViolation: Scenario = {
  name: 'policy-violation',
  push: "a role with Action: '*'",
  outcome: 'the Build stage fails with the message at hand; nothing later ran; Prod unchanged',
  run: async ({ release, expect }) => {
    const result = await release({ message: 'A role for everything', edits: roleThatMayDoEverything });
    expectStopped(expect, result, 'Build', ['Everything', '*']);
  },
};
