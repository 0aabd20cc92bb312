import type { Integration } from '@aws-sdk/client-api-gateway';
import type { Exchange } from '../data/exchange.ts';
import { GatewayFailure } from '../data/failure.ts';
import { mediaType } from '../data/message.ts';
import { compileTemplate, type Overrides, type Template } from './template.ts';

export interface MappedBody {
  readonly text: string;
  /** Undefined when the body was passed through. */
  readonly overrides: Overrides | undefined;
}

/**
 * Maps request bodies by their content type.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
export function compileRequestBody({ requestTemplates, passthroughBehavior }: Integration) {
  const templates = new Map<string, Template>(
    Object.entries(requestTemplates ?? {}).map(([type, text]) => [type.toLowerCase(), compileTemplate(text)]),
  );
  /** @throws GatewayFailure 415 when no template fits and the body may not pass */
  return (exchange: Exchange): MappedBody => {
    const body = exchange.call.body.toString();
    const type = mediaType(exchange.call.header.get('content-type')) || 'application/json';
    const template = templates.get(type) ?? templates.get('$default');
    if (template !== undefined) return render(template, exchange, body);
    const passes = passthroughBehavior === 'WHEN_NO_TEMPLATES' ? templates.size === 0 : passthroughBehavior !== 'NEVER';
    if (!passes) throw new GatewayFailure('UNSUPPORTED_MEDIA_TYPE', 'Unsupported Media Type');
    return { text: body, overrides: undefined };
  };
}

/** @throws GatewayFailure 500 when the template itself fails */
export function render(template: Template, exchange: Exchange, body: string): MappedBody {
  try {
    return template(exchange, body);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new GatewayFailure('API_CONFIGURATION_ERROR', 'Internal server error', {
      reason: `Execution failed due to configuration error: Unable to transform the body: ${why}`,
    });
  }
}
