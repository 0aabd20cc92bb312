import { GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import type { ReleaseResult } from '../../session/release.ts';
import type { Edit } from '../../session/workspace.ts';
import { expectProdUnchanged, expectStageFailed } from '../checks.ts';
import type { Scenario, ScenarioContext } from '../scenario.ts';
import { type Attempt, attemptsModule, attemptsOfBuild } from './attempts.ts';

/** The errors by which AWS's services refuse who may not. */
const REFUSED = ['AccessDenied', 'AccessDeniedException'];

const runsAttempts = (attempts: readonly Attempt[]): readonly Edit[] => [
  { file: 'hostile.mjs', find: '', replace: attemptsModule(attempts) },
  {
    file: 'buildspecs/build.yml',
    find: '    commands:\n      - export RELEASE_VERSION=',
    replace: '    commands:\n      - node hostile.mjs\n      - export RELEASE_VERSION=',
  },
];

/** Every attempt was refused by the policies, and by nothing else. */
export function expectRefused(expect: ScenarioContext['expect'], lines: readonly string[], what: readonly string[]) {
  for (const one of what) {
    const line = lines.find((candidate) => candidate.includes(`: ${one}`)) ?? 'it was not tried';
    const refused = REFUSED.some((name) => line.startsWith(`REFUSED: ${one}: ${name}: `));
    expect(`refused: ${one}`, refused && line.includes('not authorized to perform'), line);
  }
}

const logOf = ({ execution }: ReleaseResult): string[] =>
  execution.stages
    .flatMap((stage) => stage.actions)
    .flatMap((action) => action.logTail ?? [])
    .flatMap((text) => text.split('\n'));

export const hostileBuild: Scenario = {
  name: 'hostile-build',
  push: 'a build that approves, pushes, reads and replaces what is in Prod, makes itself a role',
  outcome: 'every attempt is refused with the words of AWS; the build fails; Prod is unchanged',
  run: async ({ release, expect, session }) => {
    const { account, region } = session.endpoint;
    const { pipeline } = await session.clients.codepipeline.send(
      new GetPipelineCommand({ name: session.project.pipelineName }),
    );
    const attempts = attemptsOfBuild(session.project, account, region, pipeline?.artifactStore?.location ?? '');
    const result = await release({ message: 'Try what a build may do', edits: runsAttempts(attempts) });
    expectStageFailed(expect, result, 'Build');
    expectRefused(
      expect,
      logOf(result),
      attempts.map(({ what }) => what),
    );
    expectProdUnchanged(expect, result);
  },
};
