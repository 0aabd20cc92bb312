import { ServiceError } from '../../kernel/errors.ts';

/** What a reference may not hold anywhere: https://git-scm.com/docs/git-check-ref-format */
const NEVER_IN_A_REFERENCE = /[\0- \x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$|^@$/;
const isComponent = (text: string) => !text.startsWith('.') && !text.endsWith('.lock');

/**
 * The full name of a branch. Checked wherever a caller names one: git reads more into `main~1` or `../tags/x` than a name.
 * @throws ServiceError `InvalidBranchNameException`
 */
export function branchReference(branchName: string): string {
  if (branchName === '' || NEVER_IN_A_REFERENCE.test(branchName) || !branchName.split('/').every(isComponent))
    throw new ServiceError('InvalidBranchNameException', `The branch name ${branchName} is not valid`);
  return `refs/heads/${branchName}`;
}

/** What no file or folder of a commit is called; git would refuse to check it out, or write outside of the working tree. */
const NO_NAME: ReadonlySet<string> = new Set(['', '.', '..', '.git']);

/**
 * A path in a repository.
 * @throws ServiceError `InvalidPathException`
 */
export function repositoryPath(path: string): string {
  const isName = (segment: string) => !NO_NAME.has(segment.toLowerCase());
  if (path.includes('\0') || !path.split('/').every(isName))
    throw new ServiceError('InvalidPathException', `The path ${path.replaceAll('\0', '\\0')} is not valid`);
  return path;
}
