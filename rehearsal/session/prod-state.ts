import { GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetAliasCommand, GetFunctionConfigurationCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { AwsClients } from './aws-clients.ts';

/** What an alias of a stage sends its traffic to. */
export interface AliasState {
  readonly functionName: string;
  readonly version: string;
  readonly codeSha256: string;
  /** Share of a second version, in percent; 0 when the alias has one version. */
  readonly secondVersionPercent: number;
}

const ALIAS = 'live';

/** The released functions of a stage: those with the alias that CodeDeploy shifts. */
export async function readAliases(clients: AwsClients, stage: string): Promise<AliasState[]> {
  const states: AliasState[] = [];
  for await (const page of paginateListFunctions({ client: clients.lambda }, {})) {
    for (const { FunctionName: name = '' } of page.Functions ?? []) {
      if (!name.startsWith(`${stage}-`)) continue;
      const state = await readAlias(clients, name);
      if (state !== undefined) states.push(state);
    }
  }
  return states;
}

async function readAlias(clients: AwsClients, functionName: string): Promise<AliasState | undefined> {
  const alias = await clients.lambda
    .send(new GetAliasCommand({ FunctionName: functionName, Name: ALIAS }))
    .catch((error: Error) => {
      if (error.name === 'ResourceNotFoundException') return undefined; // a hook: it has no alias
      throw error;
    });
  if (alias === undefined) return undefined;
  const version = alias.FunctionVersion ?? '';
  const configuration = await clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: version }),
  );
  const [weight = 0] = Object.values(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  return {
    functionName,
    version,
    codeSha256: configuration.CodeSha256 ?? '',
    secondVersionPercent: Math.round(weight * 100),
  };
}

export interface StageApi {
  /** The address that the stage's stack gives out. */
  readonly publicUrl: string;
  /** The same API directly on the endpoint, for clients that do not use its proxy. */
  readonly localUrl: string;
  readonly apiKeyId: string;
  readonly apiKey: string;
}

/** Address and key of a stage's students API; undefined while the stage is not deployed. */
export async function readStageApi(
  clients: AwsClients,
  endpointUrl: string,
  stage: string,
): Promise<StageApi | undefined> {
  const { Stacks = [] } = await clients.cloudformation.send(new DescribeStacksCommand({}));
  const outputs = Stacks.filter((stack) => stack.StackName?.startsWith(`${stage}-`)).flatMap(
    (stack) => stack.Outputs ?? [],
  );
  const output = (part: string) => outputs.find((candidate) => candidate.OutputKey?.includes(part))?.OutputValue;
  const publicUrl = output('ApiUrl');
  const keyId = output('ApiKeyId');
  if (publicUrl === undefined || keyId === undefined) return undefined;
  const url = new URL(publicUrl);
  const apiId = url.hostname.split('.')[0];
  const localUrl = `${endpointUrl}/_api/${apiId}${url.pathname}`.replace(/\/$/, '');
  const { value = '' } = await clients.apigateway.send(new GetApiKeyCommand({ apiKey: keyId, includeValue: true }));
  return { publicUrl, localUrl, apiKeyId: keyId, apiKey: value };
}
