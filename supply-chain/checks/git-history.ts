import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { AddedFile, utf8Of } from './added-file.ts';
import { unquotedPath } from './quoted-path.ts';
import type { ScannedText } from './secrets.ts';

/** Begins a commit in the log, and alone on its line ends the message: no line of either, nor of a patch, begins with a zero byte. */
const MARK = '\0';
/** Shortened and whole id, and the message. */
const FORMAT = '%x00%h %H%n%B%n%x00';

/** What one commit has brought: its message, and the lines that it has added, file by file, in each way that they may be read. */
export interface CommitTexts {
  readonly commit: string;
  readonly texts: readonly ScannedText[];
  /** Files that are no text, and too large to be searched to their end, with their place. */
  readonly cut: readonly string[];
}

/** The file that lines are added to; undefined where it is deleted. @throws Error for what git is not known to write */
function addedTo(line: string): AddedFile | undefined {
  const path = unquotedPath(line.slice('+++ '.length));
  if (path === '/dev/null') return undefined;
  if (!path.startsWith('b/')) throw new Error(`git log names a file in a way that is not known: ${line}`);
  return new AddedFile(path.slice('b/'.length));
}

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

/** One commit, as it comes line by line. */
class Commit {
  readonly files: AddedFile[] = [];
  readonly message: string[] = [];
  private readonly short: string;
  private readonly whole: string;

  constructor(ids: string) {
    [this.short = '', this.whole = ''] = ids.split(' ');
  }

  texts(): CommitTexts {
    const where = `commit ${this.short}`;
    const message = { path: `message of commit ${this.whole}`, where, text: utf8Of(this.message.join('\n')) };
    return {
      commit: this.short,
      texts: [message, ...this.files.flatMap((file) => file.texts(where))],
      cut: this.files.filter((file) => file.isCut).map((file) => file.told(where)),
    };
  }
}

/** The commits of a log with patches, each as soon as it has come whole. @param log its bytes, each as one character */
async function* commitsOf(log: AsyncIterable<string>): AsyncGenerator<CommitTexts> {
  let commit: Commit | undefined;
  let file: AddedFile | undefined;
  let within: 'message' | 'header' | 'patch' = 'header';
  for await (const lines of linesOf(log)) {
    for (const line of lines) {
      if (line === MARK) within = 'header';
      else if (line.startsWith(MARK)) {
        if (commit !== undefined) yield commit.texts();
        commit = new Commit(line.slice(MARK.length));
        within = 'message';
      } else if (within === 'message') commit?.message.push(line);
      else if (line.startsWith('diff --git ')) {
        within = 'header';
        file = undefined;
      } else if (line.startsWith('@@ ')) within = 'patch';
      else if (within === 'header' && line.startsWith('+++ ')) {
        file = addedTo(line);
        if (file !== undefined) commit?.files.push(file);
      } else if (within === 'patch' && line.startsWith('+')) file?.add(line.slice(1));
    }
  }
  if (commit !== undefined) yield commit.texts();
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
 * What every commit that leads to one has said and added, also where a later one has taken it out again; the newest first.
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
      // Whatever the settings of who searches: they could leave the prefixes out.
      ...['--src-prefix=a/', '--dst-prefix=b/', '--submodule=short', '--encoding=UTF-8'],
      ...[`--format=${FORMAT}`, '--end-of-options', to, '--'],
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
    yield* commitsOf(git.stdout.setEncoding('latin1'));
    isRead = true;
  } finally {
    // Who looks for one thing may stop where it is found.
    if (!isRead) git.kill();
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(says.trim() === '' ? `git log ended with ${String(code)}` : says.trim());
}

/** The largest list of tags that is read. */
const TAGS_MAX_BYTES = 100_000_000;

/**
 * The messages of the annotated tags on the commits that lead to one.
 *
 * @param to as of `committedTexts`
 * @throws Error with what git says
 */
export async function tagTexts(repository: string, to: string): Promise<readonly ScannedText[]> {
  const format = '%(objecttype)%00%(refname:short)%00%(contents)%00';
  const { stdout } = await promisify(execFile)(
    'git',
    ['-C', repository, 'for-each-ref', `--format=${format}`, `--merged=${to}`, 'refs/tags'],
    { maxBuffer: TAGS_MAX_BYTES },
  );
  return [...stdout.matchAll(/([^\0]*)\0([^\0]*)\0([^\0]*)\0\n/g)]
    .filter(([, type]) => type === 'tag')
    .map(([, , name = '', text = '']) => ({ path: `message of tag ${name}`, where: `tag ${name}`, text }));
}
