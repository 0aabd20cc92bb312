import { validationError } from '../errors.ts';
import type { Template, TemplateResource } from './template.ts';

/** Logical ids that a resource's properties and DependsOn name, of those that the template has. */
export function dependenciesOf(resource: TemplateResource, template: Template): Set<string> {
  const found = new Set<string>();
  const add = (name: unknown) => {
    if (typeof name === 'string' && template.Resources[name] !== undefined) found.add(name);
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (name === 'Ref') add(member);
      else if (name === 'Fn::GetAtt') add(Array.isArray(member) ? member[0] : String(member).split('.')[0]);
      else if (name === 'Fn::Sub') {
        const [text] = Array.isArray(member) ? member : [member];
        for (const [, reference = ''] of String(text).matchAll(/\$\{([^}!]+)\}/g)) add(reference.split('.')[0]);
      }
      visit(member);
    }
  };
  visit(resource.Properties);
  visit(resource.UpdatePolicy);
  for (const name of [resource.DependsOn ?? []].flat()) {
    if (template.Resources[name] === undefined)
      throw validationError(
        `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
      );
    found.add(name);
  }
  return found;
}

/**
 * @returns for each logical id those that it needs
 * @throws ServiceError `ValidationError` when resources need each other in a circle
 */
export function dependencyGraph(template: Template, logicalIds: Iterable<string>): Map<string, Set<string>> {
  const present = new Set(logicalIds);
  const graph = new Map<string, Set<string>>();
  for (const id of present) {
    const resource = template.Resources[id];
    const needed = resource === undefined ? [] : [...dependenciesOf(resource, template)];
    graph.set(id, new Set(needed.filter((other) => present.has(other) && other !== id)));
  }
  const left = new Map([...graph].map(([id, needed]) => [id, new Set(needed)]));
  for (;;) {
    const free = [...left].filter(([, needed]) => needed.size === 0).map(([id]) => id);
    if (free.length === 0) break;
    for (const id of free) left.delete(id);
    for (const needed of left.values()) for (const id of free) needed.delete(id);
  }
  if (left.size > 0) throw validationError(`Circular dependency between resources: [${[...left.keys()].join(', ')}]`);
  return graph;
}

/** The same graph the other way round: who must go before a resource can. */
export function reversed(graph: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const result = new Map([...graph.keys()].map((id) => [id, new Set<string>()]));
  for (const [id, needed] of graph) for (const other of needed) result.get(other)?.add(id);
  return result;
}
