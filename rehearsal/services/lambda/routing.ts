import type { Alias } from './state.ts';

/**
 * The version that answers a request to an alias: at random by weight, each request by itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 * @param roll from 0 up to 1
 */
export function pickVersion(alias: Pick<Alias, 'version' | 'additional'>, roll: number): string {
  return alias.additional !== undefined && roll < alias.additional.weight ? alias.additional.version : alias.version;
}
