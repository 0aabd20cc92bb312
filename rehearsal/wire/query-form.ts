import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';

/** A node of the tree behind `a.b.1.c=v`; its own value is under the empty name. */
interface Form {
  [name: string]: Form | string;
}
type Value = Form | string;

const isForm = (value: Value | undefined): value is Form => typeof value === 'object';

function parseForm(text: string): Form {
  const root: Form = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) {
    if (key === 'Action' || key === 'Version') continue;
    const parts = key.split('.');
    const last = parts.pop() ?? '';
    let node = root;
    for (const part of parts) {
      const child = node[part];
      if (isForm(child)) node = child;
      else {
        const made: Form = Object.create(null);
        if (child !== undefined) made[''] = child;
        node[part] = made;
        node = made;
      }
    }
    const existing = node[last];
    if (isForm(existing)) existing[''] = value;
    else node[last] = value;
  }
  return root;
}

const scalars = new XmlShapeDeserializer({
  timestampFormat: { useTrait: true, default: 5 },
  httpBindings: false,
  xmlNamespace: '',
  serviceNamespace: '',
});

const numbered = (items: Form): Value[] =>
  Object.keys(items)
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((name) => items[name] ?? []);

function read(schema: NormalizedSchema, value: Value): unknown {
  const traits = schema.getMergedTraits();
  if (schema.isStructSchema()) {
    if (!isForm(value)) return {};
    const result: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const child = value[member.getMergedTraits().xmlName ?? name];
      if (child !== undefined) result[name] = read(member, child);
    }
    return result;
  }
  if (schema.isListSchema()) {
    if (!isForm(value)) return [];
    const member = schema.getValueSchema();
    const wrapped = value[member.getMergedTraits().xmlName ?? 'member'] ?? value.member;
    const items = traits.xmlFlattened || !isForm(wrapped) ? value : wrapped;
    return numbered(items).map((item) => read(member, item));
  }
  if (schema.isMapSchema()) {
    if (!isForm(value)) return {};
    const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
    const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
    const wrapped = value.entry;
    const items = traits.xmlFlattened || !isForm(wrapped) ? value : wrapped;
    const result: Record<string, unknown> = {};
    for (const item of numbered(items)) {
      const key = isForm(item) ? item[keyName] : undefined;
      if (isForm(item) && typeof key === 'string') result[key] = read(schema.getValueSchema(), item[valueName] ?? '');
    }
    return result;
  }
  return scalars.readSchema(schema, isForm(value) ? value[''] : value);
}

/** The input of a Query request: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#request-serialization */
export function readQueryForm(schema: NormalizedSchema, text: string): Record<string, unknown> {
  const form = parseForm(text);
  const value = read(schema, form);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
