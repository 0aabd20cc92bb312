import type { ListProjectsCommandInput, ListProjectsCommandOutput } from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { page } from '../page.ts';
import { projects } from '../project.ts';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListProjects.html */
export function listProjects(input: ListProjectsCommandInput, context: Context): Output<ListProjectsCommandOutput> {
  const sorted = projects(context)
    .values()
    .sort((a, b) =>
      input.sortBy === 'CREATED_TIME'
        ? a.createdMs - b.createdMs
        : input.sortBy === 'LAST_MODIFIED_TIME'
          ? a.lastModifiedMs - b.lastModifiedMs
          : a.name < b.name
            ? -1
            : 1,
    )
    .map((project) => project.name);
  const { items, nextToken } = page(input.sortOrder === 'DESCENDING' ? sorted.reverse() : sorted, input.nextToken);
  return { projects: items, nextToken };
}
