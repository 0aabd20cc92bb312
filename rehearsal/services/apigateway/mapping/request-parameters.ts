import type { Exchange } from '../data/exchange.ts';
import { resolveParameter } from './parameters.ts';
import type { Overrides } from './template.ts';

export interface MappedParameters {
  readonly header: Record<string, string>;
  readonly querystring: Record<string, string>;
  readonly path: Record<string, string>;
}

/**
 * What a mapped request carries besides its body.
 * @param mappings such as `integration.request.header.X-Caller` -> `context.identity.sourceIp`
 */
export function mapParameters(
  mappings: Readonly<Record<string, string>> | undefined,
  exchange: Exchange,
  overrides: Overrides | undefined,
): MappedParameters {
  const mapped: MappedParameters = { header: {}, querystring: {}, path: {} };
  for (const [target, expression] of Object.entries(mappings ?? {})) {
    const [, place, name] = /^integration\.request\.(header|querystring|path)\.(.+)$/.exec(target) ?? [];
    const value = resolveParameter(expression, exchange);
    if (name === undefined || value === undefined) continue;
    if (place === 'header' || place === 'querystring' || place === 'path') mapped[place][name] = value;
  }
  Object.assign(mapped.header, overrides?.requestOverride.header);
  Object.assign(mapped.querystring, overrides?.requestOverride.querystring);
  Object.assign(mapped.path, overrides?.requestOverride.path);
  return mapped;
}
