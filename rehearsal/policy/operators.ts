import { BlockList } from 'node:net';
import { arnLike, wildcard } from './match.ts';

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */

/** Compares one value of the request with one of the policy. */
export type Test = (given: string, wanted: string) => boolean;

/** A date as policies and requests have it: ISO 8601, or seconds since the Unix epoch. */
const date = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text));
/** Not a number, an empty text among them, is equal to nothing and compares with nothing. */
const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

const blocks = new Map<string, BlockList | undefined>();
function blockOf(text: string): BlockList | undefined {
  if (blocks.has(text)) return blocks.get(text);
  const [network = '', prefix] = text.split('/');
  const family = network.includes(':') ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  let made: BlockList | undefined;
  try {
    list.addSubnet(network, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
    made = list;
  } catch {
    made = undefined; // what is no address block matches no address
  }
  blocks.set(text, made);
  return made;
}
const inBlock: Test = (address, block) => {
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  // BlockList takes an IPv4 address for one of IPv6 too: the families are kept apart.
  return block.includes(':') === (family === 'ipv6') && blockOf(block)?.check(address, family) === true;
};

const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['StringEquals', (given, wanted) => given === wanted],
  ['StringEqualsIgnoreCase', (given, wanted) => given.toLowerCase() === wanted.toLowerCase()],
  ['StringLike', (given, wanted) => wildcard(wanted).test(given)],
  ['ArnEquals', arnLike],
  ['ArnLike', arnLike],
  ['NumericEquals', (given, wanted) => number(given) === number(wanted)],
  ['NumericLessThan', (given, wanted) => number(given) < number(wanted)],
  ['NumericLessThanEquals', (given, wanted) => number(given) <= number(wanted)],
  ['NumericGreaterThan', (given, wanted) => number(given) > number(wanted)],
  ['NumericGreaterThanEquals', (given, wanted) => number(given) >= number(wanted)],
  ['DateEquals', (given, wanted) => date(given) === date(wanted)],
  ['DateLessThan', (given, wanted) => date(given) < date(wanted)],
  ['DateLessThanEquals', (given, wanted) => date(given) <= date(wanted)],
  ['DateGreaterThan', (given, wanted) => date(given) > date(wanted)],
  ['DateGreaterThanEquals', (given, wanted) => date(given) >= date(wanted)],
  ['Bool', (given, wanted) => given.toLowerCase() === wanted.toLowerCase()],
  ['BinaryEquals', (given, wanted) => given === wanted],
  ['IpAddress', inBlock],
]);
const NEGATED: ReadonlyMap<string, string> = new Map<string, string>([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NumericNotEquals', 'NumericEquals'],
  ['DateNotEquals', 'DateEquals'],
  ['NotIpAddress', 'IpAddress'],
]);
/** Operators whose values are patterns, in which a substituted variable stays literal text. */
const PATTERNS: ReadonlySet<string> = new Set(['StringLike', 'ArnEquals', 'ArnLike']);
/** Operators whose values may hold policy variables. */
const TEXT = /^(String|Arn)/;

export interface Operator {
  readonly test: Test;
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly takesVariables: boolean;
  readonly takesPatterns: boolean;
}

/** @returns undefined for an operator that IAM does not have */
export function readOperator(name: string): Operator | undefined {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const positive = NEGATED.get(base) ?? base;
  const test = TESTS.get(positive);
  if (test === undefined) return undefined;
  return {
    test,
    negated: NEGATED.has(base),
    ifExists: ifExists !== undefined,
    set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined,
    takesVariables: TEXT.test(positive),
    takesPatterns: PATTERNS.has(positive),
  };
}

/** Whether IAM has a condition operator: those that compare, and `Null`, which takes neither a set nor `IfExists`. */
export const isOperator = (name: string): boolean => name === 'Null' || readOperator(name) !== undefined;
