import type { RetryBuildCommandInput, RetryBuildCommandOutput } from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeBuild, findBuild, isOver } from '../build.ts';
import { invalidInput } from '../errors.ts';
import { startBuildWith } from '../start.ts';

/** Starts a build like an earlier one. https://docs.aws.amazon.com/codebuild/latest/APIReference/API_RetryBuild.html */
export function retryBuild({ id }: RetryBuildCommandInput, context: Context): Output<RetryBuildCommandOutput> {
  if (id === undefined) throw invalidInput('The id of the build to retry is required');
  const earlier = findBuild(context, id);
  if (!isOver(earlier)) throw invalidInput(`Build ${id} is not complete: it cannot be retried`);
  return {
    build: describeBuild(
      startBuildWith(earlier.projectName, () => earlier.settings, context),
      context,
    ),
  };
}
