import { listOf, valueAt } from '../template.ts';
import type { Verdict } from './change.ts';
import { narrowings } from './json-schema.ts';
import { canonical, type Resource, same, type Template } from './template.ts';

/** What clients of a REST API meet at one method of one path. */
interface Route {
  readonly apiKeyRequired: boolean;
  readonly authorization: string;
  /** Names of the parameters that the gateway insists on. */
  readonly requiredParameters: readonly string[];
  /** The schemas by content type that the gateway holds a body against; none where it does not look. */
  readonly bodies: ReadonlyMap<string, unknown>;
}

const REMEDY = {
  route:
    'First release: the new route beside the old one. Second release, when the access logs show no more calls: the old one goes.',
  request:
    'First release: accept both, the old form and the new one. Second release, when clients send the new form: narrow it.',
};

/**
 * What the clients of the REST APIs of a stack lose: routes, and requests that were accepted. Only what stands in the
 * template as resources is judged; an API that is defined by an OpenAPI document is not.
 *
 * @returns verdicts with the logical id of their API in the deployed template
 */
export function judgeApis(deployed: Template, next: Template): readonly { apiId: string; verdict: Verdict }[] {
  return [...deployed.resources.values()]
    .filter(({ type, logicalId }) => type === 'AWS::ApiGateway::RestApi' && next.resources.has(logicalId))
    .flatMap(({ logicalId }) => {
      const now = routesOf(next, logicalId);
      return [...routesOf(deployed, logicalId)].flatMap(([route, old]) =>
        judgeRoute(route, old, now.get(route)).map((verdict) => ({ apiId: logicalId, verdict })),
      );
    });
}

function judgeRoute(route: string, old: Route, now: Route | undefined): readonly Verdict[] {
  if (now === undefined) {
    return [
      {
        class: 'oneWay',
        kind: 'route-removed',
        part: route,
        reason: `Clients that call ${route} get an error from now on.`,
        remedy: REMEDY.route,
      },
    ];
  }
  const narrowed = (part: string, what: string): Verdict => ({
    class: 'oneWay',
    kind: 'request-narrowed',
    part: `${route}.${part}`,
    reason: `Requests to ${route} that were accepted are refused: ${what}.`,
    remedy: REMEDY.request,
  });
  return [
    ...(now.apiKeyRequired && !old.apiKeyRequired ? [narrowed('key', 'an API key is required')] : []),
    ...(now.authorization !== 'NONE' && now.authorization !== old.authorization
      ? [narrowed('authorization', `authorization is ${now.authorization} instead of ${old.authorization}`)]
      : []),
    ...now.requiredParameters
      .filter((name) => !old.requiredParameters.includes(name))
      .map((name) => narrowed(name, `the parameter ${name} is required`)),
    ...[...now.bodies].flatMap(([contentType, schema]) => judgeBody(narrowed, contentType, old, schema)),
  ];
}

function judgeBody(
  narrowed: (part: string, what: string) => Verdict,
  contentType: string,
  old: Route,
  schema: unknown,
): readonly Verdict[] {
  const byField = new Map<string, string[]>();
  for (const { at, what } of narrowings(old.bodies.get(contentType) ?? true, schema)) {
    byField.set(at, [...(byField.get(at) ?? []), what]);
  }
  return [...byField].map(([at, whats]) =>
    narrowed(at === '' ? 'body' : `body.${at}`, `${at === '' ? 'the body' : `the field ${at}`} ${whats.join(', ')}`),
  );
}

function routesOf({ resources }: Template, apiId: string): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>();
  for (const method of resources.values()) {
    const { RestApiId, ResourceId, HttpMethod } = method.properties;
    if (method.type !== 'AWS::ApiGateway::Method' || valueAt(RestApiId, 'Ref') !== apiId) continue;
    routes.set(
      `${typeof HttpMethod === 'string' ? HttpMethod : canonical(HttpMethod)} ${pathOf(resources, ResourceId)}`,
      {
        apiKeyRequired: String(method.properties.ApiKeyRequired) === 'true',
        authorization: authorizationOf(method),
        ...judgedOf(resources, method),
      },
    );
  }
  return routes;
}

/** The path of an API's resource, from its parents' parts. */
function pathOf(resources: Template['resources'], resourceId: unknown): string {
  const id = valueAt(resourceId, 'Ref');
  const resource = typeof id === 'string' ? resources.get(id) : undefined;
  if (resource?.type !== 'AWS::ApiGateway::Resource') return '/';
  const { ParentId, PathPart } = resource.properties;
  const parent = pathOf(resources, ParentId);
  return `${parent === '/' ? '' : parent}/${typeof PathPart === 'string' ? PathPart : canonical(PathPart)}`;
}

function authorizationOf({ properties: { AuthorizationType, AuthorizerId, AuthorizationScopes } }: Resource): string {
  const type = typeof AuthorizationType === 'string' ? AuthorizationType : 'NONE';
  if (type === 'NONE') return type;
  return [type, ...(AuthorizerId === undefined ? [] : [canonical(AuthorizerId)]), ...listOf(AuthorizationScopes)].join(
    ' ',
  );
}

/** What the method's validator looks at. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html */
function judgedOf(
  resources: Template['resources'],
  { properties }: Resource,
): Pick<Route, 'requiredParameters' | 'bodies'> {
  const validatorId = valueAt(properties.RequestValidatorId, 'Ref');
  const validator = typeof validatorId === 'string' ? resources.get(validatorId)?.properties : undefined;
  const isOn = (property: string) => String(validator?.[property]) === 'true';
  return {
    requiredParameters: isOn('ValidateRequestParameters')
      ? entries(properties.RequestParameters)
          .filter(([, required]) => required === true || required === 'true')
          .map(([name]) => name)
      : [],
    bodies: new Map(
      isOn('ValidateRequestBody')
        ? entries(properties.RequestModels).map(([type, model]) => [type, schemaOf(resources, model)])
        : [],
    ),
  };
}

const entries = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/** The schema of a model that is named by a reference or by its own name; `true` for AWS's own `Empty`. */
function schemaOf(resources: Template['resources'], model: unknown): unknown {
  const id = valueAt(model, 'Ref');
  const found =
    typeof id === 'string'
      ? resources.get(id)
      : [...resources.values()].find(
          ({ type, properties }) => type === 'AWS::ApiGateway::Model' && same(properties.Name, model),
        );
  const schema = found?.properties.Schema ?? true;
  if (typeof schema !== 'string') return schema;
  try {
    const parsed: unknown = JSON.parse(schema);
    return parsed;
  } catch (error) {
    if (error instanceof SyntaxError) return { unreadable: schema };
    throw error;
  }
}
