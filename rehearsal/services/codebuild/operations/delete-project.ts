import type { DeleteProjectCommandInput } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../kernel/service.ts';
import { projects } from '../project.ts';

/** Its builds stay; deleting what does not exist succeeds. https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteProject.html */
export function deleteProject(input: DeleteProjectCommandInput, context: Context): Record<string, never> {
  const name = input.name ?? '';
  projects(context).delete(name.slice(name.lastIndexOf('/') + 1));
  return {};
}
