import { expectSucceeded, stageOf } from './checks.ts';
import { addsAStage } from './edits.ts';
import type { Scenario } from './scenario.ts';

const STAGE = 'Canada';

export const structure: Scenario = {
  name: 'structure',
  push: 'adds a stage to environments.ts',
  outcome: 'the pipeline updates itself, restarts, and the new stage runs',
  run: async ({ release, expect }) => {
    const result = await release({ message: `Stage ${STAGE}`, edits: [addsAStage(STAGE)] });
    const ofCommit = result.executions.filter((execution) => execution.commit === result.commit);
    expect(
      'the pipeline updated itself and started again',
      ofCommit.length === 2,
      ofCommit.map((execution) => `${execution.id.slice(0, 8)} ${execution.status}`).join(', '),
    );
    expectSucceeded(expect, result);
    const added = stageOf(result.execution, STAGE);
    expect('the new stage ran', added?.status === 'Succeeded', `${STAGE}: ${added?.status ?? 'did not run'}`);
  },
};
