import type { BatchGetBuildsCommandInput, BatchGetBuildsCommandOutput } from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeBuild, lookUpBuild } from '../build.ts';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuilds.html */
export function batchGetBuilds(
  { ids = [] }: BatchGetBuildsCommandInput,
  context: Context,
): Output<BatchGetBuildsCommandOutput> {
  const found = ids.map((id) => ({ id, build: lookUpBuild(context, id) }));
  return {
    builds: found.flatMap(({ build }) => (build === undefined ? [] : [describeBuild(build, context)])),
    buildsNotFound: found.flatMap(({ id, build }) => (build === undefined ? [id] : [])),
  };
}
