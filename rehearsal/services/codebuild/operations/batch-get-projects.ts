import type { BatchGetProjectsCommandInput, BatchGetProjectsCommandOutput } from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeProject, projects } from '../project.ts';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetProjects.html */
export function batchGetProjects(
  { names = [] }: BatchGetProjectsCommandInput,
  context: Context,
): Output<BatchGetProjectsCommandOutput> {
  const found = names.map((name) => ({ name, project: projects(context).get(name.slice(name.lastIndexOf('/') + 1)) }));
  return {
    projects: found.flatMap(({ project }) => (project === undefined ? [] : [describeProject(project)])),
    projectsNotFound: found.flatMap(({ name, project }) => (project === undefined ? [name] : [])),
  };
}
