import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { hasNoZero, type ScannedText } from './secrets.ts';

/** Begins a commit in the log: no line of a patch begins with a zero byte. */
const COMMIT = '\0';

/** The lines that one commit has added, file by file. */
export interface CommitTexts {
  readonly commit: string;
  readonly texts: readonly ScannedText[];
}

/** Git ends a name that has blanks in it with a tabulator. */
const pathOf = (line: string) => line.slice('+++ b/'.length).replace(/\t$/, '');

/** Lines of a stream of text, some at a time. What is no whole line yet is kept in parts: a line may be as long as a file. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  const begun: string[] = [];
  for await (const chunk of chunks) {
    if (!chunk.includes('\n')) {
      begun.push(chunk);
      continue;
    }
    const lines = `${begun.splice(0).join('')}${chunk}`.split('\n');
    begun.push(lines.pop() ?? '');
    yield lines;
  }
  yield [begun.join('')];
}

/** The commits of a log with patches, each as soon as it has come whole. */
async function* commitsOf(log: AsyncIterable<string>): AsyncGenerator<CommitTexts> {
  let commit: string | undefined;
  let files: { path: string; added: string[] }[] = [];
  let isHeader = true;
  const told = (of: string): CommitTexts => ({
    commit: of,
    texts: files
      .map(({ path, added }) => ({ path, where: `commit ${of}`, text: added.join('\n') }))
      .filter(({ text }) => hasNoZero(text)),
  });
  for await (const lines of linesOf(log)) {
    for (const line of lines) {
      if (line.startsWith(COMMIT)) {
        if (commit !== undefined) yield told(commit);
        commit = line.slice(COMMIT.length);
        files = [];
        isHeader = true;
      } else if (line.startsWith('diff --git ')) isHeader = true;
      else if (line.startsWith('@@ ')) isHeader = false;
      else if (isHeader && line.startsWith('+++ b/')) files.push({ path: pathOf(line), added: [] });
      else if (!isHeader && line.startsWith('+')) files.at(-1)?.added.push(line.slice(1));
    }
  }
  if (commit !== undefined) yield told(commit);
}

/** Whether a folder is a repository of its own; and whether it has the newest commits alone. Bare ones have no files. */
export async function repositoryAt(folder: string): Promise<{ readonly isShallow: boolean } | undefined> {
  const asked = ['-C', folder, 'rev-parse', '--is-bare-repository', '--is-shallow-repository', '--show-cdup'];
  const answer = await promisify(execFile)('git', asked).catch(() => undefined);
  const [bare, shallow, up = ''] = answer?.stdout.split('\n') ?? [];
  // A folder of another repository is no repository of its own.
  return bare === 'true' || (bare === 'false' && up === '') ? { isShallow: shallow === 'true' } : undefined;
}

/**
 * What every commit that leads to one has added, also where a later one has taken it out again; the newest first.
 *
 * @param to a commit, or what names one
 * @throws Error with what git says
 */
export async function* committedTexts(repository: string, to: string): AsyncGenerator<CommitTexts> {
  const git = spawn(
    'git',
    [
      ...['-C', repository, '-c', 'core.quotePath=false', 'log', '--patch', '--unified=0'],
      // Whatever the repository's attributes say of a file: they could name one binary that is not.
      ...['--text', '--diff-merges=first-parent', '--no-renames', '--no-color', '--no-ext-diff', '--no-textconv'],
      ...['--format=%x00%h', '--end-of-options', to, '--'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(git, 'close');
  // Asked for below; that git cannot be started is told there as well.
  ended.catch(() => undefined);
  let says = '';
  git.stderr.setEncoding('utf8').on('data', (text: string) => {
    says += text;
  });
  let isRead = false;
  try {
    yield* commitsOf(git.stdout.setEncoding('utf8'));
    isRead = true;
  } finally {
    // Who looks for one thing may stop where it is found.
    if (!isRead) git.kill();
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(says.trim() === '' ? `git log ended with ${String(code)}` : says.trim());
}
