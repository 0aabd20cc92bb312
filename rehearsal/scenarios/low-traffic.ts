import type { ReleaseResult } from '../session/release.ts';
import { expectVerdict, looksOf, shiftOf } from './bake-checks.ts';
import {
  expectProdReleased,
  expectProdUnchanged,
  expectStageFailed,
  expectSucceeded,
  ofStage,
  tellDeployments,
} from './checks.ts';
import { newRevision } from './edits.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';
import { ASKS_WITHOUT_EVIDENCE, ROLLS_BACK_WITHOUT_EVIDENCE } from './settings.ts';

/** Too few for what Prod must notice: half of them read, and a tenth of five minutes of those goes to the new version. */
const NIGHT = { requestsPerSecond: 1, readsPerWrite: 1 };

export const lowTraffic: Scenario = {
  name: 'low-traffic',
  push: 'a good change at 1 request/s, where a stage accepts too little evidence; where it takes it back; where it asks by itself',
  outcome: 'the first bake has too little, says so and stays; the second is taken back; the third has enough and stays',
  run: async ({ session, releaseUnder, expect }) => {
    const accepted = await releaseUnder(NIGHT, { message: 'Answers carry revision 12', edits: [newRevision('12')] });
    expectSucceeded(expect, accepted);
    expectProdReleased(expect, accepted, 'getStudentDetails');
    expectTooLittle(expect, accepted);
    expectVerdict(expect, await looksOf(session, accepted), 'inconclusive', ['would not have been noticed']);

    const refused = await releaseUnder(NIGHT, {
      message: 'Answers carry revision 13; without enough evidence it is taken back',
      edits: [...ROLLS_BACK_WITHOUT_EVIDENCE, newRevision('13')],
    });
    expectStageFailed(expect, refused, 'Prod');
    expectTooLittle(expect, refused);
    const bad = shiftOf(refused);
    expect(
      'its post-traffic hook failed it',
      bad?.hooks.some(({ name, status }) => name === 'AfterAllowTraffic' && status === 'Failed') ?? false,
      tellDeployments(refused.deployments),
    );
    const back = ofStage(refused, 'Prod').find(({ rollbackOf }) => rollbackOf === bad?.id);
    expect('CodeDeploy took it back', back?.status === 'Succeeded', tellDeployments(refused.deployments));
    expectProdUnchanged(expect, refused);

    const asked = await releaseUnder(NIGHT, {
      message: 'Answers carry revision 14; what users do not bring of the evidence is asked for',
      edits: [...ASKS_WITHOUT_EVIDENCE, newRevision('14')],
      // What comes after it in the setting of before has to bring that in again.
      note: 'asks without evidence',
    });
    expectSucceeded(expect, asked);
    expectProdReleased(expect, asked, 'getStudentDetails');
    const evidence = shiftOf(asked)?.evidence;
    expect(
      'synthetic requests made up for what users did not bring',
      evidence?.enough === true && evidence.synthetic > 0,
      evidence?.words ?? 'no evidence was told',
    );
  },
};

/** The release says that its bake could not have shown what the stage must notice. */
function expectTooLittle(expect: ScenarioContext['expect'], result: ReleaseResult): void {
  const evidence = shiftOf(result)?.evidence;
  expect(
    'it says that there was not enough evidence',
    evidence?.enough === false && evidence.users !== null && evidence.users > 0,
    evidence?.words ?? 'no evidence was told',
  );
}
