import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element of a report with its attributes and child elements, whatever its format. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
  htmlEntities: true,
});

/** @throws Error naming the line, when the text is no well-formed XML */
export function parseXml(text: string): Element {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`${valid.err.msg} (line ${valid.err.line})`);
  const roots = elementsOf(parser.parse(text));
  const root = roots.find((element) => !element.name.startsWith('?'));
  if (root === undefined) throw new Error('the document has no element');
  return root;
}

function elementsOf(nodes: unknown): Element[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown) => {
    if (typeof node !== 'object' || node === null) return [];
    const entries = Object.entries(node);
    const found = entries.find(([name]) => name !== ':@' && name !== '#text');
    if (found === undefined) return [];
    const attributes: unknown = Reflect.get(node, ':@');
    return [
      {
        name: found[0],
        attributes: Object.fromEntries(Object.entries(attributes ?? {}).map(([name, value]) => [name, String(value)])),
        children: elementsOf(found[1]),
        text: textOf(found[1]),
      },
    ];
  });
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  const texts = nodes.map((node: unknown) =>
    typeof node === 'object' && node !== null && '#text' in node ? String(node['#text']) : '',
  );
  return texts.join('').trim();
}

/** Every element of that name below `element`, in the document's order. */
export function descendants(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...descendants(child, name)]);
}
