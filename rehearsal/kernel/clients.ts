import type { Principal, Principals } from './principal.ts';

/** What all SDK clients take; the rest of their configuration keeps its defaults. */
export interface ClientConfiguration {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  readonly requestHandler: RequestHandler;
  readonly maxAttempts: number;
  readonly forcePathStyle: boolean;
}

/** Hands a signed request to the endpoint's own request chain, without a socket between. */
export interface RequestHandler {
  handle(request: HandlerRequest): Promise<{ response: HandlerResponse }>;
}
export interface HandlerRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly query?: Record<string, string | string[] | null>;
  readonly body?: unknown;
}
export interface HandlerResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

export type ClientClass<C> = new (configuration: ClientConfiguration) => C;

/** How one service reaches another: the other's SDK client, with the caller's own credentials, through the full request chain. */
export interface Clients {
  /** A client of `principal` in `region`; the same one for the same arguments. */
  as<C>(clientClass: ClientClass<C>, principal: Principal, region: string): C;
  /**
   * A client of an AWS service acting on behalf of a resource: its principal is `service` (such as
   * `apigateway.amazonaws.com`) with `sourceArn`.
   */
  asService<C>(clientClass: ClientClass<C>, service: string, region: string, sourceArn?: string): C;
  /** A client with explicit credentials, such as those that `sts:AssumeRole` answered. */
  withKeys<C>(clientClass: ClientClass<C>, keys: Keys, region: string): C;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const SERVICE_SESSION_SECONDS = 10 * 365 * 24 * 3600;

/** @param endpoint asked at each call, since the port is known only once the server listens */
export function createClients(
  account: string,
  principals: Principals,
  requestHandler: RequestHandler,
  endpoint: () => string,
): Clients {
  const made = new Map<unknown, Map<string, unknown>>();
  const sessions = new Map<string, Keys>();

  const withKeys = <C>(clientClass: ClientClass<C>, keys: Keys, region: string): C => {
    const ofClass = made.get(clientClass) ?? new Map<string, unknown>();
    made.set(clientClass, ofClass);
    const name = `${region}/${keys.accessKeyId}`;
    const known = ofClass.get(name);
    if (known instanceof clientClass) return known;
    const client = new clientClass({
      region,
      endpoint: endpoint(),
      credentials: {
        accessKeyId: keys.accessKeyId,
        secretAccessKey: keys.secretAccessKey,
        ...(keys.sessionToken === undefined ? {} : { sessionToken: keys.sessionToken }),
      },
      requestHandler,
      maxAttempts: 1,
      forcePathStyle: true,
    });
    ofClass.set(name, client);
    return client;
  };
  const keysOf = (principal: Principal): Keys => {
    const name = JSON.stringify(principal); // two sessions of one name may have different policies
    const known = sessions.get(name);
    if (known !== undefined) return known;
    const keys = principals.issueSession(principal, SERVICE_SESSION_SECONDS);
    sessions.set(name, keys);
    return keys;
  };

  return {
    withKeys,
    as: (clientClass, principal, region) => withKeys(clientClass, keysOf(principal), region),
    asService: (clientClass, service, region, sourceArn) => {
      const principal: Principal = {
        kind: 'service',
        account,
        arn: `arn:aws:iam::${account}:service/${service}`,
        id: service,
        service,
        ...(sourceArn === undefined ? {} : { sourceArn }),
      };
      return withKeys(clientClass, keysOf(principal), region);
    },
  };
}
