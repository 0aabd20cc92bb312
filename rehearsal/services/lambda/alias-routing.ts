import type { AliasRoutingConfiguration } from '@aws-sdk/client-lambda';
import type { Scope } from '../../kernel/service.ts';
import { invalid } from './errors.ts';
import { functionArn } from './names.ts';
import { type Alias, getVersion } from './state.ts';

/**
 * Checks what an alias is to point at: https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 * @returns the second version, if there is one
 * @throws ServiceError when a version is missing or the two may not share an alias
 */
export function checkRouting(
  scope: Scope,
  name: string,
  mainVersion: string,
  routing: AliasRoutingConfiguration | undefined,
): Alias['additional'] {
  const main = getVersion(scope, name, mainVersion);
  const weights = Object.entries(routing?.AdditionalVersionWeights ?? {});
  const [first] = weights;
  if (first === undefined) return undefined;
  if (weights.length > 1) throw invalid('Number of items in AdditionalVersionWeights cannot be greater than 1');
  const [version, weight] = first;
  if (!(weight >= 0 && weight <= 1)) throw invalid(`Value ${weight} at 'routingConfig' must be between 0.0 and 1.0`);
  if (mainVersion === '$LATEST' || version === '$LATEST')
    throw invalid('$LATEST is not supported for an alias pointing to more than 1 version');
  if (version === mainVersion)
    throw invalid(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  const additional = getVersion(scope, name, version);
  if (main.role !== additional.role)
    throw invalid(
      `The roles of ${functionArn(scope, name, mainVersion)} and ${functionArn(scope, name, version)} must be the same for an alias to point to both`,
    );
  if (main.deadLetterTargetArn !== additional.deadLetterTargetArn)
    throw invalid(
      `The dead-letter configurations of the versions ${mainVersion} and ${version} must be the same for an alias to point to both`,
    );
  return { version, weight };
}
