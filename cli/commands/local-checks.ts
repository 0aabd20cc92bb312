import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Check, fine, wrong } from '../../console/model/health.ts';

/** The package brings this one itself. */
const NODE_MAJOR = 24;
/** The first with `init --initial-branch`. */
const GIT = [2, 28] as const;

/** @param version such as `24.21.0` */
export function nodeCheck(version: string): Check {
  if (Number(version.split('.')[0]) >= NODE_MAJOR) return fine('node', `Node ${version}.`);
  return wrong(
    'node',
    `This runs on Node ${version}, and ${NODE_MAJOR} is needed`,
    'Run it as npx slipway, which takes the Node that the package brings (npm ci).',
  );
}

/** @param says what `git --version` printed; undefined where there is no git */
export function gitCheck(says: string | undefined): Check {
  const mend = `Install git ${GIT.join('.')} or newer: a rehearsal copies and pushes your working tree with it.`;
  if (says === undefined) return wrong('git', 'There is no git in the PATH', mend);
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(says) ?? [];
  const isNew = Number(major) > GIT[0] || (Number(major) === GIT[0] && Number(minor) >= GIT[1]);
  return isNew ? fine('git', `${says.trim()}.`) : wrong('git', `This is ${says.trim()}`, mend);
}

const run = promisify(execFile);

/** What of this machine a rehearsal and a release need. */
export async function localChecks(): Promise<readonly Check[]> {
  const git = await run('git', ['--version']).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
  return [nodeCheck(process.versions.node), gitCheck(git)];
}
