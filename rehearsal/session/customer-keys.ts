import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  paginateGetApiKeys,
  paginateGetUsagePlanKeys,
  paginateGetUsagePlans,
} from '@aws-sdk/client-api-gateway';
import type { AwsClients } from './aws-clients.ts';

/** So many customers that a day of traffic stays within each one's monthly quota of the usage plan. */
const CUSTOMERS = 30;
const NAME_PREFIX = 'rehearsal-customer-';

async function planOf(client: APIGatewayClient, apiKeyId: string): Promise<string> {
  for await (const page of paginateGetUsagePlans({ client }, {}))
    for (const { id = '' } of page.items ?? [])
      for await (const keys of paginateGetUsagePlanKeys({ client }, { usagePlanId: id }))
        if (keys.items?.some((key) => key.id === apiKeyId)) return id;
  throw new Error(`API key ${apiKeyId} belongs to no usage plan`);
}

/**
 * API keys of the customers whose requests the traffic sends, made and put on the usage plan as an operator would do it; those
 * that an earlier run made are used again.
 * @param apiKeyId the stage's own key, on the plan that the customers get
 */
export async function customerKeys({ apigateway: client }: AwsClients, apiKeyId: string): Promise<string[]> {
  const values: string[] = [];
  for await (const page of paginateGetApiKeys({ client }, { includeValues: true }))
    for (const key of page.items ?? []) if (key.name?.startsWith(NAME_PREFIX)) values.push(key.value ?? '');
  if (values.length === CUSTOMERS) return values;
  const usagePlanId = await planOf(client, apiKeyId);
  for (let customer = values.length; customer < CUSTOMERS; customer++) {
    const key = await client.send(new CreateApiKeyCommand({ name: `${NAME_PREFIX}${customer}`, enabled: true }));
    await client.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId: key.id, keyType: 'API_KEY' }));
    values.push(key.value ?? '');
  }
  return values;
}
