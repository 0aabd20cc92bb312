import type { Method } from '@aws-sdk/client-api-gateway';
import type { Definition } from '../state.ts';
import { compileModel } from './body-model.ts';
import { GatewayFailure } from './failure.ts';
import { type Call, mediaType } from './message.ts';

/** @throws GatewayFailure 400 */
export type RequestValidation = (call: Call, pathParameters: Readonly<Record<string, string>>) => void;

const PARAMETER = /^method\.request\.(?:multivalue)?(header|querystring|path)\.(.+)$/;

function present(call: Call, pathParameters: Readonly<Record<string, string>>, place: string, name: string): boolean {
  if (place === 'header') return (call.header.get(name.toLowerCase()) ?? '').trim() !== '';
  if (place === 'path') return (pathParameters[name] ?? '') !== '';
  return call.query.getAll(name).some((value) => value.trim() !== '');
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html */
export function compileRequestValidation(method: Method, { validators, models }: Definition): RequestValidation {
  const validator = validators[method.requestValidatorId ?? ''];
  const required =
    validator?.validateRequestParameters === true
      ? Object.entries(method.requestParameters ?? {}).flatMap(([name, isRequired]) => {
          const [, place = '', bare = ''] = PARAMETER.exec(name) ?? [];
          return isRequired ? [{ place, bare }] : [];
        })
      : [];
  const bodies = new Map(
    validator?.validateRequestBody === true
      ? Object.entries(method.requestModels ?? {}).flatMap(([type, name]) => {
          const model = models[name];
          return model === undefined ? [] : [[type.toLowerCase(), compileModel(model, models)] as const];
        })
      : [],
  );
  return (call, pathParameters) => {
    const missing = required.filter(({ place, bare }) => !present(call, pathParameters, place, bare));
    if (missing.length > 0) {
      const message = `Missing required request parameters: [${missing.map(({ bare }) => bare).join(', ')}]`;
      throw new GatewayFailure('BAD_REQUEST_PARAMETERS', message, { validationError: message, reason: message });
    }
    if (bodies.size === 0) return;
    const type = mediaType(call.header.get('content-type')) || 'application/json';
    const check = bodies.get(type) ?? bodies.get('$default');
    const validationError = check?.(call.body.toString());
    if (validationError === undefined) return;
    throw new GatewayFailure('BAD_REQUEST_BODY', 'Invalid request body', {
      validationError,
      reason: `Request body does not match model schema for content type ${type}: ${validationError}`,
    });
  };
}
