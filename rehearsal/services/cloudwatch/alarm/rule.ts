import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { validationError } from '../errors.ts';

export type AlarmRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: StateValue; readonly alarm: string }
  | { readonly kind: 'not'; readonly operand: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly left: AlarmRule; readonly right: AlarmRule };

const TOKEN =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"((?:[^"\\]|\\.)*)"|([^\s()"]+))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b|([()]))/y;

/**
 * Reads the rule of a composite alarm, such as `ALARM("errors") AND NOT OK(latency)`. Alarms may be named by their ARN.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @throws ServiceError ValidationError
 */
export function parseAlarmRule(source: string): AlarmRule {
  interface Token {
    readonly word: string;
    readonly alarm?: string;
  }
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) throw validationError(`AlarmRule: cannot read '${source.slice(start).trim()}'`);
    const [, state, quoted, bare, word, bracket] = match;
    const named = quoted?.replace(/\\(.)/g, '$1') ?? bare;
    if (state !== undefined && named !== undefined)
      tokens.push({ word: state, alarm: named.replace(/^arn:aws[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, '') });
    else tokens.push({ word: word ?? bracket ?? '' });
  }
  let next = 0;
  const primary = (): AlarmRule => {
    const token = tokens[next++];
    if (token?.word === 'NOT') return { kind: 'not', operand: primary() };
    if (token?.word === 'TRUE' || token?.word === 'FALSE') return { kind: 'constant', value: token.word === 'TRUE' };
    if (token?.word === '(') {
      const inner = either();
      if (tokens[next++]?.word !== ')') throw validationError(`AlarmRule: a bracket is not closed in '${source}'`);
      return inner;
    }
    if (
      token?.alarm !== undefined &&
      (token.word === 'ALARM' || token.word === 'OK' || token.word === 'INSUFFICIENT_DATA')
    )
      return { kind: 'state', state: token.word, alarm: token.alarm };
    throw validationError(`AlarmRule: unexpected '${token?.word ?? 'end'}' in '${source}'`);
  };
  const both = (): AlarmRule => {
    let left = primary();
    for (; tokens[next]?.word === 'AND'; ) {
      next++;
      left = { kind: 'and', left, right: primary() };
    }
    return left;
  };
  const either = (): AlarmRule => {
    let left = both();
    for (; tokens[next]?.word === 'OR'; ) {
      next++;
      left = { kind: 'or', left, right: both() };
    }
    return left;
  };
  const rule = either();
  if (next < tokens.length) throw validationError(`AlarmRule: unexpected '${tokens[next]?.word}' in '${source}'`);
  return rule;
}

/** @param stateOf an alarm's state by its name; undefined for one that is gone, which is in no state */
export function ruleHolds(rule: AlarmRule, stateOf: (alarm: string) => StateValue | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !ruleHolds(rule.operand, stateOf);
    case 'and':
      return ruleHolds(rule.left, stateOf) && ruleHolds(rule.right, stateOf);
    case 'or':
      return ruleHolds(rule.left, stateOf) || ruleHolds(rule.right, stateOf);
  }
}

/** The alarms that a rule names. */
export function ruleAlarms(rule: AlarmRule): string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'not':
      return ruleAlarms(rule.operand);
    default:
      return [...ruleAlarms(rule.left), ...ruleAlarms(rule.right)];
  }
}
