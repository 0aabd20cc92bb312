import type { Resource } from '../changes/template.ts';
import type { Condition } from '../statements.ts';
import { listOf, textOf } from '../template.ts';
import { type Grant, only } from './grant.ts';

/** Methods of REST APIs, and routes of HTTP and WebSocket APIs. */
const ROUTES: readonly string[] = ['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route'];

/** What anybody may call of an API who has what it asks for. */
export function routes(
  { type, properties }: Resource,
  owner: string,
  named: (text: string) => string,
): readonly Grant[] {
  if (!ROUTES.includes(type)) return [];
  const authorization = properties.AuthorizationType === undefined ? 'NONE' : textOf(properties.AuthorizationType);
  const asks = (key: string, values: readonly string[]): Condition => ({ operator: 'StringEquals', key, values });
  const scopes = listOf(properties.AuthorizationScopes).map(textOf);
  return [
    {
      effect: 'Allow',
      principal: 'AWS:*',
      action: only('execute-api:Invoke'),
      resource: only(`<${owner}>`),
      conditions: [
        ...(String(properties.ApiKeyRequired) === 'true' ? [asks('api key', ['required'])] : []),
        ...(authorization === 'NONE'
          ? []
          : [
              asks('authorization', [
                named([authorization, properties.AuthorizerId].filter(Boolean).map(textOf).join(' ')),
              ]),
            ]),
        ...(scopes.length === 0 ? [] : [asks('authorization scope', scopes)]),
      ],
      owners: [owner],
    },
  ];
}
