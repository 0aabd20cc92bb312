import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateCommitCommandInput, CreateCommitCommandOutput } from '@aws-sdk/client-codecommit';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { announce, rememberCaller } from '../announce.ts';
import { git, gitText, resolveObject, tryGit } from '../git.ts';
import { branchReference, repositoryPath } from '../names.ts';
import { findRepository, gitFolder } from '../repository.ts';

const MODES = { EXECUTABLE: '100755', NORMAL: '100644', SYMLINK: '120000' } as const;

/** Makes a commit without a client of git. https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html */
export async function createCommit(
  input: CreateCommitCommandInput,
  context: Context,
): Promise<Output<CreateCommitCommandOutput>> {
  const { repositoryName = '', branchName = '', putFiles = [], deleteFiles = [], setFileModes = [] } = input;
  const folder = gitFolder(context, findRepository(context, repositoryName));
  const reference = branchReference(branchName);
  const parent = await resolveObject(folder, reference);
  checkParent(parent, input.parentCommitId);
  const environment = { GIT_INDEX_FILE: join(folder, `index-${uuid()}`) };
  const edit = (args: string[], stdin: string | Uint8Array = '') =>
    gitText(folder, args, { environment, input: stdin });
  try {
    await edit(['read-tree', ...(parent === undefined ? ['--empty'] : [parent])]);
    const lines: string[] = [];
    for (const { filePath = '', fileMode = 'NORMAL', fileContent, sourceFile } of putFiles) {
      if (sourceFile !== undefined)
        throw new ServiceError('InvalidParameterException', 'The rehearsal does not support putFiles.sourceFile');
      const blob = await edit(['hash-object', '-w', '--stdin'], fileContent ?? new Uint8Array());
      lines.push(`${MODES[fileMode]} ${blob}\t${repositoryPath(filePath)}\0`);
    }
    for (const { filePath = '' } of deleteFiles) lines.push(`0 ${'0'.repeat(40)}\t${repositoryPath(filePath)}\0`);
    for (const { filePath = '', fileMode = 'NORMAL' } of setFileModes) {
      const blob = await resolveObject(folder, `${parent ?? ''}:${repositoryPath(filePath)}`);
      if (blob === undefined)
        throw new ServiceError('FileDoesNotExistException', `The file ${filePath} does not exist`);
      lines.push(`${MODES[fileMode]} ${blob}\t${repositoryPath(filePath)}\0`);
    }
    await edit(['update-index', '-z', '--index-info'], lines.join(''));
    const treeId = await edit(['write-tree']);
    if (parent !== undefined && treeId === (await resolveObject(folder, `${parent}^{tree}`)))
      throw new ServiceError('NoChangeException', 'The commit would change nothing');
    const commitId = await commitTree(folder, treeId, parent, input, context);
    rememberCaller(context, repositoryName, context.principal.arn);
    const moved = await tryGit(folder, ['update-ref', reference, commitId, parent ?? '0'.repeat(40)]);
    if (moved.status !== 0)
      throw new ServiceError('ConcurrentReferenceUpdateException', `${branchName} was changed meanwhile`);
    await announce(context, repositoryName);
    return { commitId, treeId };
  } finally {
    await rm(environment.GIT_INDEX_FILE, { force: true });
  }
}

function checkParent(parent: string | undefined, given: string | undefined): void {
  if (parent === given) return;
  if (given === undefined)
    throw new ServiceError(
      'ParentCommitIdRequiredException',
      `A parent commit ID is required: the branch is at ${parent}`,
    );
  if (parent === undefined)
    throw new ServiceError('ParentCommitDoesNotExistException', `The branch has no commit ${given}`);
  throw new ServiceError('ParentCommitIdOutdatedException', `The branch is at ${parent}, not at ${given}`);
}

async function commitTree(
  folder: string,
  treeId: string,
  parent: string | undefined,
  input: CreateCommitCommandInput,
  context: Context,
): Promise<string> {
  const name = ofOneLine(input.authorName ?? context.principal.arn.split('/').at(-1) ?? 'unknown');
  const email = ofOneLine(input.email ?? '');
  const date = `${Math.floor(context.clock.now() / 1000)} +0000`;
  const message = (input.commitMessage ?? '') === '' ? 'Commit made with CreateCommit' : (input.commitMessage ?? '');
  const commit = `tree ${treeId}\n${parent === undefined ? '' : `parent ${parent}\n`}author ${name} <${email}> ${date}\ncommitter ${name} <${email}> ${date}\n\n${message}\n`;
  return (await git(folder, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input: commit })).toString().trim();
}

/** As git does: what would end the line of a commit, or the name in it, is left out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is left out
const ofOneLine = (text: string): string => text.replace(/[\0-\x1f<>]/g, '');
