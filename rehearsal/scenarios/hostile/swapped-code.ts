import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { expectProdReleased, expectSucceeded } from '../checks.ts';
import { moreMemory, newRevision } from '../edits.ts';
import type { Scenario } from '../scenario.ts';
import { foreignCode } from './intruder.ts';
import { approvingMeanwhile, expectRefusedByPassport, TARGET } from './refused-by-passport.ts';

export const swappedCode: Scenario = {
  name: 'swapped-code',
  push: "a visible change of an answer; a change of memory alone, while somebody puts other code into Prod's function; then another change of an answer",
  outcome:
    'the version is made of code that was not built, and never gets traffic; the next release brings its own code',
  run: async ({ release, expect, session }) => {
    const first = await release({ message: 'Answers carry revision 30', edits: [newRevision('30')] });
    expectSucceeded(expect, first);

    // The same code, so that CloudFormation leaves what is there.
    const swapped = await release({
      message: 'Functions have more memory',
      edits: [newRevision('30'), moreMemory],
      answer: approvingMeanwhile(async () => {
        const ZipFile = await foreignCode();
        await session.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: TARGET, ZipFile }));
      }),
    });
    await expectRefusedByPassport(expect, session, swapped, 'is none of the');

    const next = await release({ message: 'Answers carry revision 31', edits: [newRevision('31')] });
    expectSucceeded(expect, next);
    expectProdReleased(expect, next, 'getStudentDetails');
  },
};
