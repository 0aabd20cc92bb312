import type { CreateProjectCommandInput, CreateProjectCommandOutput } from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { alreadyExists } from '../errors.ts';
import { describeProject, projectFrom, projects } from '../project.ts';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html */
export function createProject(input: CreateProjectCommandInput, context: Context): Output<CreateProjectCommandOutput> {
  const project = projectFrom(input, context);
  if (projects(context).get(project.name) !== undefined) throw alreadyExists(`Project already exists: ${project.arn}`);
  projects(context).put(project.name, project);
  return { project: describeProject(project) };
}
