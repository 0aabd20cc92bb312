export interface SubstitutionPart {
  readonly literal: boolean;
  readonly text: string;
}

/** The pieces of a `Fn::Sub` text: literal text and the names of `${Name}`; `${!Name}` is the literal `${Name}`. */
export function substitutionParts(template: string): SubstitutionPart[] {
  const parts: SubstitutionPart[] = [];
  let end = 0;
  for (const match of template.matchAll(/\$\{([^}]*)\}/g)) {
    if (match.index > end) parts.push({ literal: true, text: template.slice(end, match.index) });
    const name = (match[1] ?? '').trim();
    parts.push(name.startsWith('!') ? { literal: true, text: `\${${name.slice(1)}}` } : { literal: false, text: name });
    end = match.index + match[0].length;
  }
  if (end < template.length) parts.push({ literal: true, text: template.slice(end) });
  return parts;
}
