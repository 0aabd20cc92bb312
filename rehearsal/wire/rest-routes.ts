import type { NormalizedSchema } from '@smithy/core/schema';
import { percentDecoded } from '../kernel/percent-decoded.ts';
import type { WireRequest } from './message.ts';
import type { OperationModel } from './model.ts';

/** How one operation of a REST protocol is recognised: https://smithy.io/2.0/spec/http-bindings.html */
export interface RestRoute {
  readonly operation: OperationModel;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  /** Query parameters and headers that the input requires: they tell S3's overlapping routes apart. */
  readonly required: readonly { readonly where: 'query' | 'header'; readonly name: string }[];
  /** S3 models carry the bucket in their endpoint rules, not in the path. */
  readonly takesBucket: boolean;
  readonly weight: number;
}

function requiredBindings(input: NormalizedSchema): RestRoute['required'] {
  if (!input.isStructSchema()) return [];
  const count = requiredCount(input);
  const members = [...input.structIterator()].slice(0, count);
  return members.flatMap(([, member]): RestRoute['required'][number][] => {
    const traits = member.getMergedTraits();
    if (traits.httpQuery !== undefined) return [{ where: 'query', name: traits.httpQuery }];
    if (traits.httpHeader !== undefined) return [{ where: 'header', name: traits.httpHeader.toLowerCase() }];
    return [];
  });
}

/** A structure's required members come first; the schema ends with how many they are. */
export function requiredCount(schema: NormalizedSchema): number {
  const shape: unknown = schema.getSchema();
  const count: unknown = Array.isArray(shape) ? shape[6] : undefined;
  return typeof count === 'number' ? count : 0;
}

export function buildRoutes(operations: readonly OperationModel[], signingName: string): RestRoute[] {
  const routes = operations.flatMap((operation): RestRoute[] => {
    const http = operation.traits.http;
    if (http === undefined) return [];
    const [method, uri] = http;
    const [path = '', search = ''] = uri.split('?');
    const labels: string[] = [];
    let literals = 0;
    const pattern = path
      .split('/')
      .slice(1)
      .map((segment) => {
        const label = /^\{(.+?)(\+)?\}$/.exec(segment);
        if (label?.[1] !== undefined) {
          labels.push(label[1]);
          return label[2] === '+' ? '(.+)' : '([^/]+)';
        }
        literals++;
        return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      })
      .join('/');
    const query = [...new URLSearchParams(search)].filter(([name]) => name !== 'x-id');
    const required = requiredBindings(operation.input);
    const takesBucket =
      signingName === 's3' &&
      operation.input.isStructSchema() &&
      [...operation.input.structIterator()].some(([name]) => name === 'Bucket');
    return [
      {
        operation,
        method,
        path: new RegExp(`^/${pattern}/?$`, 's'),
        labels,
        query,
        required,
        takesBucket,
        weight: literals * 100 + query.length * 10 + required.length,
      },
    ];
  });
  return routes.sort((a, b) => b.weight - a.weight || a.labels.length - b.labels.length);
}

export interface Matched {
  readonly operation: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
  /** Query parameters that belong to the route itself, such as `mode` of `?mode=import`. */
  readonly literalQuery: readonly string[];
}

/** The most specific route that fits the request. */
export function matchRoute(routes: readonly RestRoute[], request: WireRequest): Matched | undefined {
  const id = request.query.get('x-id');
  for (const route of routes) {
    if (route.method !== request.method) continue;
    if (id !== null && id !== route.operation.name) continue;
    const path = route.path.exec(request.path);
    if (path === null || (route.takesBucket && request.bucket === undefined)) continue;
    if (!route.takesBucket && request.bucket !== undefined) continue;
    if (
      !route.query.every(
        ([name, value]) => request.query.has(name) && (value === '' || request.query.get(name) === value),
      )
    )
      continue;
    const bound = (binding: RestRoute['required'][number]) =>
      binding.where === 'query' ? request.query.has(binding.name) : request.headers[binding.name] !== undefined;
    if (!route.required.every(bound)) continue;
    const labels = Object.fromEntries(route.labels.map((name, i) => [name, percentDecoded(path[i + 1] ?? '')]));
    return { operation: route.operation, labels, literalQuery: route.query.map(([name]) => name) };
  }
  return undefined;
}
