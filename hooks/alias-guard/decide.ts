import type { Verdict } from '../verdict.ts';
import type { ReleasedAlias } from './contract.ts';

/** How an alias routes. */
export interface Routing {
  readonly version: string;
  /** Share of a second version, 0 to 1, by version; empty where the alias is wholly on `version`. */
  readonly additionalWeights: Readonly<Record<string, number>>;
}

/** What was seen of one alias; `routing` is undefined where the alias does not exist, as before its first release. */
export interface AliasObservation extends ReleasedAlias {
  readonly routing: Routing | undefined;
}

const percent = (share: number) => `${Math.round(share * 10_000) / 100} %`;

function versionsOf({ version, additionalWeights }: Routing): string {
  const others = Object.entries(additionalWeights);
  const rest = 1 - others.reduce((sum, [, share]) => sum + share, 0);
  return [
    `version ${version}: ${percent(rest)}`,
    ...others.map(([other, share]) => `version ${other}: ${percent(share)}`),
  ].join(', ');
}

/** Whether an alias is on two versions. */
export const isSplit = ({ additionalWeights }: Routing): boolean => Object.keys(additionalWeights).length > 0;

/**
 * Whether a release may begin on the aliases of a stage: `fail` where one is on two versions, as a deployment that was
 * stopped without a rollback leaves it; CodeDeploy would refuse the release in the middle of the stack's update.
 */
export function decideAliases(
  stage: string,
  aliases: readonly ReleasedAlias[],
  seen: readonly AliasObservation[],
): Verdict {
  const missing = aliases.find(
    ({ functionName, aliasName }) =>
      !seen.some((one) => one.functionName === functionName && one.aliasName === aliasName),
  );
  if (aliases.length === 0) return { verdict: 'inconclusive', reason: `no aliases are known for the stage ${stage}` };
  if (missing !== undefined)
    return {
      verdict: 'inconclusive',
      reason: `the alias ${missing.functionName}:${missing.aliasName} was not looked at`,
    };
  const split = seen.flatMap(({ functionName, aliasName, routing }) =>
    routing !== undefined && isSplit(routing) ? [`${functionName}:${aliasName} (${versionsOf(routing)})`] : [],
  );
  if (split.length > 0)
    return {
      verdict: 'fail',
      reason: `left on two versions: ${split.join('; ')}. No release begins on it. Put it right with: slipway repair --stage ${stage}. Then retry the stage.`,
    };
  return { verdict: 'pass', reason: `${aliases.length} aliases of ${stage} are each on one version` };
}
