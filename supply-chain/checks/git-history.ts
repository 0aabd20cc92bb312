import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ScannedText } from './secrets.ts';

/** Larger than what a repository of sources has ever added. */
const LARGEST_LOG_BYTES = 1 << 30;
/** Begins a commit in the log: no line of a file begins with a zero byte. */
const COMMIT = '\0';

/** What the commits of a repository have brought in, also where a later one has taken it out again. */
export interface GitHistory {
  readonly commits: number;
  /** A shallow clone has the newest commits alone. */
  readonly isShallow: boolean;
  readonly texts: readonly ScannedText[];
}

/** Git ends a name that has blanks in it with a tabulator. */
const pathOf = (line: string) => line.slice('+++ b/'.length).replace(/\t$/, '');

/** The lines that each commit of a log added, file by file. Pure. */
export function addedTexts(log: string): readonly ScannedText[] {
  return log
    .split(COMMIT)
    .slice(1)
    .flatMap((entry) => {
      const [commit = '', ...lines] = entry.split('\n');
      const files: { path: string; added: string[] }[] = [];
      let isHeader = true;
      for (const line of lines) {
        if (line.startsWith('diff --git ')) isHeader = true;
        else if (line.startsWith('@@ ')) isHeader = false;
        else if (isHeader && line.startsWith('+++ b/')) files.push({ path: pathOf(line), added: [] });
        else if (!isHeader && line.startsWith('+')) files.at(-1)?.added.push(line.slice(1));
      }
      return files.map(({ path, added }) => ({ path, where: `commit ${commit}`, text: added.join('\n') }));
    });
}

/**
 * What every commit that leads to the checked-out one has added; nothing where the folder is no repository, such as in a build, which
 * is given the files alone.
 * @throws Error with what git says
 */
export async function readGitHistory(root: string): Promise<GitHistory | undefined> {
  const git = (...args: string[]) =>
    promisify(execFile)('git', ['-C', root, '-c', 'core.quotePath=false', ...args], { maxBuffer: LARGEST_LOG_BYTES });
  const place = await git('rev-parse', '--show-cdup', '--is-shallow-repository').catch(() => undefined);
  // A folder of another repository is no repository of its own.
  const [up, shallow] = place?.stdout.split('\n') ?? [];
  if (up !== '') return undefined;
  const { stdout } = await git(
    'log',
    '--patch',
    '--unified=0',
    '--diff-merges=first-parent',
    '--no-renames',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--format=%x00%h',
    'HEAD',
  );
  const texts = addedTexts(stdout);
  return { commits: stdout.split(COMMIT).length - 1, isShallow: shallow === 'true', texts };
}
