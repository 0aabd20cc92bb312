import type {
  ListBuildsCommandInput,
  ListBuildsCommandOutput,
  ListBuildsForProjectCommandInput,
  ListBuildsForProjectCommandOutput,
} from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { builds } from '../build.ts';
import { page } from '../page.ts';
import { findProject } from '../project.ts';

/** Newest first, unless asked otherwise. https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListBuilds.html */
export function listBuilds(input: ListBuildsCommandInput, context: Context): Output<ListBuildsCommandOutput> {
  return list(input, context, () => true);
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListBuildsForProject.html */
export function listBuildsForProject(
  input: ListBuildsForProjectCommandInput,
  context: Context,
): Output<ListBuildsForProjectCommandOutput> {
  const { name } = findProject(context, input.projectName ?? '');
  return list(input, context, (projectName) => projectName === name);
}

function list(input: ListBuildsCommandInput, context: Context, wanted: (projectName: string) => boolean) {
  const sorted = builds(context)
    .values()
    .filter((build) => wanted(build.projectName))
    .sort((a, b) => (input.sortOrder === 'ASCENDING' ? a.order - b.order : b.order - a.order));
  const { items, ...rest } = page(sorted, input.nextToken);
  return { ids: items.map((build) => build.id), ...rest };
}
