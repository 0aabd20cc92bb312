import type { ShadowEvent, ShadowRules } from './contract.ts';
import { holdsNamed, isWithin, type Path, reportPath, rulePath } from './path.ts';

/** What two answers differ in, at one place. Values are texts for a reader: shortened, and withheld where they are personal. */
export interface Difference {
  readonly path: string;
  readonly kind: 'value' | 'type' | 'length' | 'removed' | 'added';
  readonly old: string;
  readonly new: string;
}

/** The rules of one event, as sets of paths. */
export interface ComparisonRules {
  readonly varying: ReadonlySet<string>;
  readonly changed: ReadonlySet<string>;
  readonly personal: ReadonlySet<string>;
  readonly addedFields: ShadowRules['addedFields'];
}

/** The rules for all events together with those of one. */
export function rulesFor(event: Pick<ShadowEvent, 'varying' | 'changed'>, rules: ShadowRules): ComparisonRules {
  const paths = (...records: (Readonly<Record<string, string>> | undefined)[]) =>
    new Set(records.flatMap((record) => Object.keys(record ?? {})));
  return {
    varying: paths(rules.varying, event.varying),
    changed: paths(rules.changed, event.changed),
    personal: new Set(rules.personal),
    addedFields: rules.addedFields,
  };
}

type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'absent';

function kindOf(value: unknown): Kind {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  if (type === 'boolean' || type === 'number' || type === 'string' || type === 'object') return type;
  throw new TypeError(`a ${type} is no JSON`);
}

const LONGEST_TEXT = 80;

/** A value as a report shows it. */
function show(value: unknown, path: Path, personal: ReadonlySet<string>): string {
  const kind = kindOf(value);
  if (kind === 'absent') return 'absent';
  if (isWithin(path, personal)) return `${kind}, withheld: personal`;
  if (kind === 'object') return `object with the fields ${Object.keys(value ?? {}).join(', ') || 'none'}`;
  if (Array.isArray(value)) return `list of ${value.length}`;
  // Where something else was expected, a text may hold all that is personal in it.
  if (kind === 'string' && holdsNamed(path, personal)) return 'string, withheld: personal';
  const text = JSON.stringify(value);
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text;
}

/** Fields by name; a Map, so that a field may be called `__proto__`. */
const fieldsOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

/**
 * Every place at which two answers (any JSON values) differ beyond what the rules allow, in the old answer's order. Pure.
 *
 * Both must have the same fields of the same types and the same values. `varying` frees a value, not its type; `changed`
 * frees everything at and below a path; `addedFields: 'allowed'` lets objects have more fields than before. An empty list
 * of differences of an answer with itself is a property of the function, and so is that no change outside the rules is missed.
 */
export function compareAnswers(older: unknown, newer: unknown, rules: ComparisonRules, path: Path = []): Difference[] {
  if (isWithin(path, rules.changed)) return [];
  const differ = (kind: Difference['kind']): Difference[] => [
    {
      path: reportPath(path),
      kind,
      old: show(older, path, rules.personal),
      // What is new is in no list of personal fields yet.
      new: kind === 'added' ? kindOf(newer) : show(newer, path, rules.personal),
    },
  ];
  const kinds = { old: kindOf(older), new: kindOf(newer) };
  if (kinds.old === 'absent' && kinds.new === 'absent') return [];
  if (kinds.old === 'absent') return rules.addedFields === 'allowed' ? [] : differ('added');
  if (kinds.new === 'absent') return differ('removed');
  if (kinds.old !== kinds.new) return differ('type');
  if (rules.varying.has(rulePath(path))) return [];
  if (Array.isArray(older) && Array.isArray(newer)) {
    if (older.length !== newer.length) return differ('length');
    return older.flatMap((element, index) => compareAnswers(element, newer[index], rules, [...path, index]));
  }
  if (kinds.old === 'object') {
    const [before, after] = [fieldsOf(older), fieldsOf(newer)];
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
      compareAnswers(before.get(name), after.get(name), rules, [...path, name]),
    );
  }
  return older === newer ? [] : differ('value');
}
