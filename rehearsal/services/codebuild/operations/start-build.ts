import type { StartBuildCommandInput, StartBuildCommandOutput } from '@aws-sdk/client-codebuild';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeBuild, findBuild } from '../build.ts';
import { invalidInput } from '../errors.ts';
import type { Settings } from '../project.ts';
import { overridden, startBuildWith } from '../start.ts';

interface Token {
  readonly buildId: string;
  /** What the first request asked for. */
  readonly request: string;
}

/** A second request with the same token answers the first one's build. https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html */
export function startBuild(input: StartBuildCommandInput, context: Context): Output<StartBuildCommandOutput> {
  refuseUnsupported(input);
  const tokens = context.table<Token>('codebuild.idempotencyTokens');
  const { idempotencyToken: token, ...rest } = input;
  const request = JSON.stringify(rest);
  const known = token === undefined ? undefined : tokens.get(token);
  if (known !== undefined) {
    if (known.request !== request) throw invalidInput(`The idempotency token ${token} was used with other parameters`);
    return { build: describeBuild(findBuild(context, known.buildId), context) };
  }
  const change = (settings: Settings) => overridden(settings, input);
  const build = startBuildWith(input.projectName ?? '', change, context, (buildId) => {
    if (token !== undefined) tokens.put(token, { buildId, request });
  });
  return { build: describeBuild(build, context) };
}

function refuseUnsupported(input: StartBuildCommandInput): void {
  const unsupported = {
    debugSessionEnabled: input.debugSessionEnabled === true,
    fleetOverride: input.fleetOverride !== undefined,
    autoRetryLimitOverride: (input.autoRetryLimitOverride ?? 0) > 0,
  };
  for (const [member, present] of Object.entries(unsupported))
    if (present) throw invalidInput(`The rehearsal does not support ${member}`);
}
