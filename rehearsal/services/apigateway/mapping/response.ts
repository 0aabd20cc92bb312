import type { Integration } from '@aws-sdk/client-api-gateway';
import type { Exchange } from '../data/exchange.ts';
import { configurationError } from '../data/failure.ts';
import { type Answer, mediaType } from '../data/message.ts';
import { type IntegrationAnswer, resolveParameter } from './parameters.ts';
import { render } from './request-body.ts';
import { selectionPattern } from './selection.ts';
import { compileTemplate } from './template.ts';

/**
 * Maps what a backend answered to the method's response: the first integration response whose pattern matches as a whole,
 * else the one without a pattern.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings-execution-console.html
 */
export function compileResponses({ integrationResponses }: Integration) {
  const compiled = Object.values(integrationResponses ?? {}).map((response) => ({
    status: Number(response.statusCode),
    pattern: selectionPattern(response.selectionPattern),
    headers: Object.entries(response.responseParameters ?? {}).flatMap(([target, expression]) => {
      const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
      return name === undefined ? [] : [[name, expression] as const];
    }),
    templates: Object.entries(response.responseTemplates ?? {}).map(
      ([type, text]) => [type, compileTemplate(text)] as const,
    ),
    toBinary: response.contentHandling === 'CONVERT_TO_BINARY',
  }));
  /**
   * @param selector what patterns are matched against: a function's error message or a status; undefined takes the default
   * @throws GatewayFailure 500 when no response fits
   */
  return (exchange: Exchange, answer: IntegrationAnswer, selector: string | undefined): Answer => {
    const chosen =
      (selector === undefined ? undefined : compiled.find(({ pattern }) => pattern?.test(selector) === true)) ??
      compiled.find(({ pattern }) => pattern === undefined);
    if (chosen === undefined)
      throw configurationError(
        `No match for output mapping and no default output mapping configured: ${selector ?? ''}`,
      );
    const accepted = mediaType(exchange.call.header.get('accept'));
    const [contentType, template] = chosen.templates.find(([type]) => type === accepted) ??
      chosen.templates.find(([type]) => type === 'application/json') ??
      chosen.templates[0] ?? [undefined, undefined];
    const { text, overrides } =
      template === undefined ? { text: answer.body, overrides: undefined } : render(template, exchange, answer.body);
    const headers = new Map<string, [string, string]>([
      ['content-type', ['Content-Type', contentType ?? answer.headers.get('content-type') ?? 'application/json']],
    ]);
    for (const [name, expression] of chosen.headers) {
      const value = resolveParameter(expression, exchange, answer);
      if (value !== undefined) headers.set(name.toLowerCase(), [name, value]);
    }
    for (const [name, value] of Object.entries(overrides?.responseOverride.header ?? {}))
      headers.set(name.toLowerCase(), [name, String(value)]);
    return {
      status: Number(overrides?.responseOverride.status ?? chosen.status),
      headers: [...headers.values()],
      body: chosen.toBinary ? Buffer.from(text, 'base64') : text,
    };
  };
}
