import { canonical, type Template } from '../changes/template.ts';
import { type Control, partsOf, TEMPLATE } from './control.ts';

/** What a template decides about its own resources, and what others take from it: where it changes, they do without changing. */
export function templateControls(
  { conditions, mappings, defaults, exported, macros }: Template,
  named: (text: string) => string,
): readonly Control[] {
  const control = (told: string, value: unknown): Control => ({
    id: told,
    on: TEMPLATE,
    told,
    parts: partsOf(value, named),
  });
  return [
    ...Object.entries(conditions).map(([name, value]) =>
      control(`when the template condition \`${name}\` holds`, [value]),
    ),
    ...Object.entries(mappings).map(([name, value]) => control(`the mapping \`${name}\` of the template`, value)),
    ...Object.entries(defaults).map(([name, value]) => control(`the default of the parameter \`${name}\``, [value])),
    ...[...exported].map(([name, value]) => control(`what other stacks import as \`${name}\``, [value])),
    ...(macros.length === 0
      ? []
      : [{ ...control('what macros make of the template', macros.map(canonical)), opened: 'is new' }]),
  ];
}
