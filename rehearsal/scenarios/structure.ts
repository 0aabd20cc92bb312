import { expectSucceeded, stageOf } from './checks.ts';
import { addsAStage } from './edits.ts';
import type { Scenario } from './scenario.ts';
import { type Setting, settingId } from './setting.ts';

const STAGE = 'Canada';

/** What it leaves in Prod, so that a scenario after it does not take that for the project as it is. */
const WITH_THE_STAGE: Setting = {
  name: 'structure',
  what: `a stage ${STAGE} behind Prod`,
  edits: [addsAStage(STAGE)],
};

export const structure: Scenario = {
  name: 'structure',
  push: 'adds a stage to environments.ts',
  outcome: 'the pipeline updates itself, restarts, and the new stage runs',
  run: async ({ release, expect }) => {
    const result = await release({
      message: `Stage ${STAGE}`,
      edits: WITH_THE_STAGE.edits,
      note: settingId(WITH_THE_STAGE),
    });
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
