import type { Integration } from '@aws-sdk/client-api-gateway';
import type { Scope } from '../../../kernel/service.ts';
import type { Exchange } from '../data/exchange.ts';
import type { Answer } from '../data/message.ts';

/** Where an integration stands. */
export interface IntegrationPlace {
  readonly scope: Scope;
  readonly apiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
  readonly resourceId: string;
  readonly resourcePath: string;
  /** As it is declared: may be `ANY`. */
  readonly declaredMethod: string;
  readonly binaryMediaTypes: readonly string[];
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly integration: Integration;
}

/**
 * Calls the backend of a method.
 * @throws GatewayFailure for what API Gateway answers itself
 */
export type Integrate = (exchange: Exchange) => Promise<Answer>;

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`: who calls a function. */
export const sourceArn = (
  { scope, apiId, stageName, declaredMethod, resourcePath }: IntegrationPlace,
  method: string,
) =>
  scope.arn(
    'execute-api',
    `${apiId}/${stageName}/${declaredMethod === 'ANY' ? method : declaredMethod}${resourcePath}`,
  );

/** A text of the integration with the stage's variables in place of `${stageVariables.name}`. */
export const withStageVariables = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{stageVariables\.(\w+)\}/g, (_all, name: string) => variables[name] ?? '');
