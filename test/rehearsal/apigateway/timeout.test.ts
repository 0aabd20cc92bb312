import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from '@aws-sdk/client-api-gateway';
import { expect, test } from '@jest/globals';
import { apigateway } from '../../../rehearsal/services/apigateway/index.ts';
import { startRehearsal } from '../../../rehearsal/start.ts';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';

test('a backend that takes longer than the integration waits is a 504', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
  const reported: unknown[] = [];
  // The clock runs here: time passes only for who waits, and a request under way makes it run like the wall clock.
  const local = await startRehearsal({
    folder,
    port: 0,
    account: ACCOUNT,
    services: [apigateway],
    speed: 1,
    report: (error) => reported.push(error),
  });
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const bound = silent.address();
  const client = new APIGatewayClient({
    region: REGION,
    endpoint: local.endpoint,
    credentials: local.credentials,
    maxAttempts: 1,
  });
  const { id: restApiId, rootResourceId: resourceId } = await client.send(new CreateRestApiCommand({ name: 'slow' }));
  const place = { restApiId, resourceId, httpMethod: 'GET' };
  await client.send(new PutMethodCommand({ ...place, authorizationType: 'NONE' }));
  await client.send(
    new PutIntegrationCommand({
      ...place,
      type: 'HTTP_PROXY',
      integrationHttpMethod: 'GET',
      uri: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/`,
      timeoutInMillis: 50,
    }),
  );
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: 's' }));
  const answer = await fetch(`${local.endpoint}/_api/${restApiId}/s/`);
  expect(answer.status).toBe(504);
  expect(await answer.json()).toEqual({ message: 'Endpoint request timed out' });
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
  await local.stop();
  rmSync(folder, { recursive: true });
  expect(reported).toEqual([]);
});
