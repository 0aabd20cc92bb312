import type { UpdateProjectCommandInput, UpdateProjectCommandOutput } from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeProject, findProject, projectFrom, projects } from '../project.ts';

/** Members that are left out stay as they are. https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProject.html */
export function updateProject(input: UpdateProjectCommandInput, context: Context): Output<UpdateProjectCommandOutput> {
  const previous = findProject(context, input.name ?? '');
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const project = projectFrom({ ...previous, ...given, name: previous.name }, context, previous);
  projects(context).put(project.name, { ...project, visibility: previous.visibility });
  return { project: describeProject(project) };
}
