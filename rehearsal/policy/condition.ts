import { BlockList } from 'node:net';
import type { Statement } from './document.ts';
import { arnLike, wildcard } from './match.ts';

/** Condition keys of a request, in lower case, each with one value or several. */
export type ConditionKeys = ReadonlyMap<string, readonly string[]>;

/** Builds the keys of a request; a key without a value is absent. */
export function conditionKeys(
  entries: Readonly<Record<string, string | readonly string[] | undefined>>,
): ConditionKeys {
  const keys = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(entries))
    if (value !== undefined) keys.set(name.toLowerCase(), typeof value === 'string' ? [value] : value);
  return keys;
}

type Test = (given: string, wanted: string) => boolean;

const date = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
function inBlock(address: string, block: string): boolean {
  const [network = '', prefix] = block.split('/');
  const family = network.includes(':') ? 'ipv6' : 'ipv4';
  if (address.includes(':') !== (family === 'ipv6')) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
  return list.check(address, family);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (given, wanted) => given === wanted,
  StringEqualsIgnoreCase: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  StringLike: (given, wanted) => wildcard(wanted).test(given),
  ArnEquals: arnLike,
  ArnLike: arnLike,
  NumericEquals: (given, wanted) => Number(given) === Number(wanted),
  NumericLessThan: (given, wanted) => Number(given) < Number(wanted),
  NumericLessThanEquals: (given, wanted) => Number(given) <= Number(wanted),
  NumericGreaterThan: (given, wanted) => Number(given) > Number(wanted),
  NumericGreaterThanEquals: (given, wanted) => Number(given) >= Number(wanted),
  DateEquals: (given, wanted) => date(given) === date(wanted),
  DateLessThan: (given, wanted) => date(given) < date(wanted),
  DateLessThanEquals: (given, wanted) => date(given) <= date(wanted),
  DateGreaterThan: (given, wanted) => date(given) > date(wanted),
  DateGreaterThanEquals: (given, wanted) => date(given) >= date(wanted),
  Bool: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  BinaryEquals: (given, wanted) => given === wanted,
  IpAddress: inBlock,
};
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

interface Operator {
  readonly test: Test;
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
}

function readOperator(name: string): Operator | undefined {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const test = TESTS[NEGATED[base] ?? base];
  if (test === undefined) return undefined;
  return {
    test,
    negated: NEGATED[base] !== undefined,
    ifExists: ifExists !== undefined,
    set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined,
  };
}

/** `${aws:username}` and the like in a value; undefined when the request has no such key, so that nothing matches. */
function substitute(value: string, keys: ConditionKeys): string | undefined {
  let missing = false;
  const text = value.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    const [key = '', fallback] = name.split(',').map((part) => part.trim());
    const found = keys.get(key.toLowerCase())?.[0] ?? fallback?.replace(/^'|'$/g, '');
    if (found === undefined) missing = true;
    return found ?? '';
  });
  return missing ? undefined : text;
}

function holds(name: string, key: string, values: readonly string[], keys: ConditionKeys): boolean {
  const given = keys.get(key.toLowerCase());
  if (name === 'Null') return values.some((value) => (given === undefined) === (value.toLowerCase() === 'true'));
  const operator = readOperator(name);
  if (operator === undefined) return false; // an operator that is not known here never grants
  const { test, negated, ifExists, set } = operator;
  if (given === undefined) return ifExists || set === 'ForAllValues' || (negated && set === undefined);
  const wanted = values.flatMap((value) => substitute(value, keys) ?? []);
  const matches = (one: string) => wanted.some((value) => test(one, value)) !== negated;
  return set === 'ForAllValues'
    ? given.every(matches)
    : negated && set === undefined
      ? given.every(matches)
      : given.some(matches);
}

/** Whether every condition of a statement holds for a request with these keys. */
export function conditionsHold(condition: Statement['Condition'], keys: ConditionKeys): boolean {
  return Object.entries(condition ?? {}).every(([operator, tests]) =>
    Object.entries(tests).every(([key, values]) => holds(operator, key, values, keys)),
  );
}
