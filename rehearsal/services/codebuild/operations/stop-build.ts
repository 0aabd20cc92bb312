import type { StopBuildCommandInput, StopBuildCommandOutput } from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeBuild, findBuild } from '../build.ts';
import { stop } from '../queue.ts';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StopBuild.html */
export function stopBuild({ id = '' }: StopBuildCommandInput, context: Context): Output<StopBuildCommandOutput> {
  const build = findBuild(context, id);
  stop(context, build.id);
  return { build: describeBuild(findBuild(context, build.id), context) };
}
