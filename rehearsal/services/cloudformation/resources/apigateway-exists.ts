import {
  type APIGatewayClient,
  GetModelCommand,
  GetStageCommand,
  NotFoundException,
} from '@aws-sdk/client-api-gateway';

async function isThere(look: Promise<unknown>): Promise<boolean> {
  try {
    await look;
    return true;
  } catch (error) {
    if (error instanceof NotFoundException) return false;
    throw error;
  }
}

export const modelExists = (client: APIGatewayClient, restApiId: string, modelName: string): Promise<boolean> =>
  isThere(client.send(new GetModelCommand({ restApiId, modelName })));

export const stageExists = (client: APIGatewayClient, restApiId: string, stageName: string): Promise<boolean> =>
  isThere(client.send(new GetStageCommand({ restApiId, stageName })));
