import type { Kernel, Scope } from '../../kernel/service.ts';
import { git, references } from './git.ts';
import { findRepository, gitFolder, repositories, type StoredRepository } from './repository.ts';

export interface ReferenceChange {
  readonly event: 'referenceCreated' | 'referenceUpdated' | 'referenceDeleted';
  readonly fullName: string;
  readonly commitId?: string;
  readonly oldCommitId?: string;
}

/** What changed between two states of the references, in the order of their names. */
export function changesBetween(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): ReferenceChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((fullName): ReferenceChange[] => {
    const [oldCommitId, commitId] = [before[fullName], after[fullName]];
    if (oldCommitId === commitId) return [];
    if (commitId === undefined)
      return oldCommitId === undefined ? [] : [{ event: 'referenceDeleted', fullName, oldCommitId }];
    if (oldCommitId === undefined) return [{ event: 'referenceCreated', fullName, commitId }];
    return [{ event: 'referenceUpdated', fullName, commitId, oldCommitId }];
  });
}

/**
 * Tells EventBridge of every change of the references that it has not been told of, and makes the first branch the
 * default one. https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
 */
export async function announce(scope: Scope, name: string): Promise<void> {
  const folder = gitFolder(scope, findRepository(scope, name));
  const after = await references(folder);
  const changes = scope.store.transaction(() => {
    const repository = findRepository(scope, name);
    const found = changesBetween(repository.announced, after);
    if (found.length === 0) return found;
    const [branch] = found.filter(
      ({ event, fullName }) => event === 'referenceCreated' && fullName.startsWith('refs/heads/'),
    );
    const defaultBranch = repository.defaultBranch ?? branch?.fullName.slice('refs/heads/'.length);
    repositories(scope).put(name, {
      ...repository,
      ...(defaultBranch === undefined ? {} : { defaultBranch }),
      announced: after,
      lastModifiedMs: scope.clock.now(),
    });
    for (const change of found) publish(scope, repository, change);
    return found;
  });
  const { defaultBranch } = findRepository(scope, name);
  if (changes.length > 0 && defaultBranch !== undefined)
    await git(folder, ['symbolic-ref', 'HEAD', `refs/heads/${defaultBranch}`]);
}

function publish(scope: Scope, repository: StoredRepository, change: ReferenceChange): void {
  const isTag = change.fullName.startsWith('refs/tags/');
  scope.bus.publish({
    source: 'aws.codecommit',
    'detail-type': 'CodeCommit Repository State Change',
    account: scope.account,
    region: scope.region,
    resources: [repository.arn],
    detail: {
      ...(repository.lastCallerArn === undefined ? {} : { callerUserArn: repository.lastCallerArn }),
      ...(change.commitId === undefined ? {} : { commitId: change.commitId }),
      ...(change.oldCommitId === undefined ? {} : { oldCommitId: change.oldCommitId }),
      event: change.event,
      referenceFullName: change.fullName,
      referenceName: change.fullName.replace(/^refs\/(heads|tags)\//, ''),
      referenceType: isTag ? 'tag' : 'branch',
      repositoryId: repository.id,
      repositoryName: repository.name,
    },
  });
}

/** Says who changes references from now on, before git changes any. */
export function rememberCaller(scope: Scope, name: string, callerArn: string): void {
  repositories(scope).put(name, { ...findRepository(scope, name), lastCallerArn: callerArn });
}

/** Tells what an earlier endpoint could not tell any more. */
export async function resumeAnnouncements(kernel: Kernel): Promise<void> {
  for (const region of kernel.regions()) {
    const scope = kernel.scope(region);
    for (const { name } of repositories(scope).values()) await announce(scope, name);
  }
}
